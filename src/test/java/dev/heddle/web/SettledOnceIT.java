package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.config.HttpLimits;
import dev.heddle.error.CommitFailedException;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.TestPostgres;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.sse.SseSink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session is settled once, and nothing that a handler does can make a failure look otherwise. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SettledOnceIT {

  private static final String SECRET = "sesame-42";

  private final TestPostgres postgres;
  private final Database database;
  private final WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final LogCapture log = new LogCapture();

  SettledOnceIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database = Database.create(postgres.settings());
    this.server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .update(HttpGuard.of(HttpLimits.defaults())::apply)
            .addFeature(HeddleFeature.create(database))
            .routing(this::routing)
            .build();
  }

  private void routing(HttpRouting.Builder routes) {
    SessionHandlers db = SessionHandlers.of(database);
    routes
        .error(
            CommitFailedException.class,
            (_, response, _) -> response.status(Status.OK_200).send("never mind"))
        .get(
            "/forgiving",
            db.classic(
                (session, _, response) -> {
                  session.insert("INSERT INTO child VALUES (-1)");
                  response.send("done");
                }))
        .get(
            "/swallows",
            db.classic(
                (session, _, response) -> {
                  session.insert("INSERT INTO child VALUES (-1)");
                  try {
                    response.send("done");
                  } catch (RuntimeException _) {
                    response.send("done all the same");
                  }
                }))
        .get(
            "/swallows-no-content",
            db.classic(
                (session, _, response) -> {
                  session.insert("INSERT INTO child VALUES (-1)");
                  try {
                    response.status(Status.NO_CONTENT_204).send();
                  } catch (RuntimeException _) {
                    response.send();
                  }
                }))
        .get(
            "/reroutes",
            db.classic(
                (session, _, response) -> {
                  session.insert("INSERT INTO item VALUES (1, 'rerouted')");
                  response.reroute("/elsewhere");
                }))
        .get("/elsewhere", (_, response) -> response.send("elsewhere"))
        .get(
            "/streamed-value",
            db.read(
                (session, _) ->
                    session
                        .query("SELECT n FROM generate_series(1, 3) AS n")
                        .map(row -> row.column("n").getInt())))
        .get(
            "/events/{table}",
            db.classic(
                (session, request, response) -> {
                  String table = request.path().pathParameters().get("table");
                  session.insert("INSERT INTO " + table + " VALUES (-1)");
                  try (SseSink sink = response.sink(SseSink.TYPE)) {
                    sink.emit(SseEvent.create("" + postgres.count("SELECT count(*) FROM item")));
                  }
                }))
        .get(
            "/stream-then-throw",
            db.classic(
                (session, _, response) -> {
                  session.insert("INSERT INTO item VALUES (1, 'streamed')");
                  var _ = response.outputStream();
                  throw new IllegalStateException("before the first byte");
                }))
        .get(
            "/fails-after-bytes",
            (_, response) -> {
              var out = response.outputStream();
              out.write(new byte[100_000]);
              out.flush();
              database.client().execute().insert("INSERT INTO item VALUES (0, ?)", SECRET);
            })
        .post(
            "/item",
            db.write(
                (session, request) -> {
                  session.insert(
                      "INSERT INTO item VALUES (0, ?)", request.content().as(String.class));
                  return Answer.created("/item/0", Map.of("name", "made"));
                }))
        .get(
            "/closing",
            db.classic(
                (session, _, response) -> {
                  response.header(HeaderNames.LOCATION, "/nowhere");
                  session.insert("INSERT INTO item VALUES (0, ?)", SECRET);
                }));
  }

  @BeforeAll
  void start() {
    postgres.execute(
        "CREATE TABLE item (id int PRIMARY KEY, name text)",
        "CREATE TABLE child (id int REFERENCES item DEFERRABLE INITIALLY DEFERRED)");
    server.start();
    Logger.getLogger("").addHandler(log);
  }

  @AfterAll
  void stop() {
    Logger.getLogger("").removeHandler(log);
    client.close();
    server.stop();
  }

  @BeforeEach
  void empty() {
    postgres.execute("TRUNCATE item, child", "INSERT INTO item VALUES (0, 'zero')");
    log.lines.clear();
  }

  @AfterEach
  void holdsNothing() {
    Await.until(Duration.ofSeconds(5), () -> database.stats().checkedOut() == 0, "all given back");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/forgiving", "/swallows", "/swallows-no-content"})
  void neverTurnsAFailedCommitIntoASuccess(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(500);
    assertThat(postgres.count("SELECT count(*) FROM child")).isZero();
  }

  @Test
  void rollsBackWhenTheRequestIsRerouted() throws Exception {
    assertThat(get("/reroutes").body()).isEqualTo("elsewhere");
    assertThat(postgres.count("SELECT count(*) FROM item")).isEqualTo(1);
  }

  @Test
  void readsAStreamToItsEndBeforeItAnswers() throws Exception {
    assertThat(get("/streamed-value").body()).isEqualTo("[1,2,3]");
  }

  @Test
  void hasCommittedBeforeTheFirstEvent() throws Exception {
    assertThat(get("/events/child").statusCode()).isEqualTo(500);
    assertThat(get("/events/item").body()).startsWith("data:2");
  }

  @Test
  void tellsOfAFailureBetweenAStreamsBeginningAndItsFirstByteThoughItHasCommitted()
      throws Exception {
    assertThat(get("/stream-then-throw").statusCode()).isEqualTo(500);
    assertThat(postgres.count("SELECT count(*) FROM item")).isEqualTo(2);
  }

  @Test
  void sendsNoHeaderOfTheAnswerThatWasNotToBe() throws Exception {
    HttpResponse<String> answer = get("/closing");

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(answer.headers().firstValue("location")).isEmpty();
  }

  @Test
  void logsAFailureOnceUnderTheIdThatTheClientGot() throws Exception {
    HttpResponse<String> answer = post("/item", SECRET);
    String id = answer.body().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(log.linesWith(id)).singleElement().asString().contains("409", "23505");
  }

  @Test
  void neitherAnswersNorLogsWhatTheDriverSays() throws Exception {
    HttpResponse<String> answer = post("/item", SECRET);
    HttpResponse<String> missing = get("/closing");
    try (RawConnection connection = RawConnection.open(server.port())) {
      connection.send("GET /fails-after-bytes HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(connection.readUntilClosed(Duration.ofSeconds(5)).closed()).isTrue();
    }

    assertThat(answer.body() + missing.body()).doesNotContain(SECRET, "duplicate", "item_pkey");
    assertThat(String.join("\n", log.lines))
        .doesNotContain(SECRET, "duplicate key", "item_pkey", postgres.password());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  /** Keeps what is logged, with stack traces, as it would be printed. */
  private static final class LogCapture extends Handler {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private LogCapture() {
      setLevel(Level.ALL);
      setFormatter(new SimpleFormatter());
    }

    private List<String> linesWith(String text) {
      List<String> found = new ArrayList<>(lines);
      found.removeIf(line -> !line.contains(text));
      return found;
    }

    @Override
    public void publish(LogRecord logged) {
      lines.add(getFormatter().format(logged));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
