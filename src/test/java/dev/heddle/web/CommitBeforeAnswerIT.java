package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.SessionClosedException;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import dev.heddle.testing.Together;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise 2, for every way to answer. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommitBeforeAnswerIT {

  private static final String INSERT = "INSERT INTO item VALUES (?)";
  private static final int REQUESTS = 1000;

  private final Path file;
  private final TestPostgres postgres;
  private final Database database;

  /** Sees what is committed, and nothing of what a connection of the other pool has left open. */
  private final Database witness;

  private final AtomicReference<Throwable> seen = new AtomicReference<>();
  private final WebServer server;
  private final HttpClient client;

  CommitBeforeAnswerIT(TestPostgres postgres, @TempDir Path folder) {
    this.file = folder.resolve("file.txt");
    this.postgres = postgres;
    // Long enough that a burst of a thousand on a cold JVM is not taken for a queue without hope.
    PoolSettings patient = PoolSettings.defaults().withAcquireTimeout(Duration.ofMinutes(10));
    SessionSettings unhurried = new SessionSettings(Duration.ofMinutes(10), Duration.ZERO);
    DatabaseSettings settings = postgres.settings().withSession(unhurried);
    this.database = Database.create(settings.withPool(patient));
    this.witness = Database.create(settings.withPool(patient.withSize(20, 0)));
    this.client = HttpClient.newHttpClient();
    this.server =
        WebServer.builder()
            .port(0)
            .shutdownHook(false)
            .addFeature(HeddleFeature.create(database))
            .routing(this::routing)
            .build();
  }

  @BeforeAll
  void start() {
    postgres.execute(
        "CREATE TABLE item (id int PRIMARY KEY)",
        "CREATE TABLE child (id int REFERENCES item DEFERRABLE INITIALLY DEFERRED)");
    server.start();
  }

  @AfterAll
  void stop() {
    client.close();
    server.stop();
    witness.close();
  }

  @BeforeEach
  void empty() {
    postgres.execute("TRUNCATE item, child");
    seen.set(null);
  }

  @AfterEach
  void holdsNothing() {
    Await.until(Duration.ofSeconds(5), () -> database.stats().checkedOut() == 0, "all given back");
  }

  private void routing(HttpRouting.Builder routes) {
    SessionHandlers db = SessionHandlers.of(database);
    routes
        .error(
            ForgivenException.class,
            (_, response, _) -> response.status(Status.OK_200).send("forgiven"))
        .get("/value/{id}", db.write((s, r) -> "" + s.insert(INSERT, id(r))))
        .get(
            "/bad-status/{id}",
            db.write((s, r) -> Answer.of(Status.CONFLICT_409, "" + s.insert(INSERT, id(r)))))
        .get(
            "/not-writable/{id}",
            db.write(
                (s, r) -> {
                  s.insert(INSERT, id(r));
                  return new Unwritable();
                }))
        .get(
            "/classic-not-writable/{id}",
            db.classic(
                (s, r, response) -> {
                  s.insert(INSERT, id(r));
                  response.send(new Unwritable());
                }))
        .get(
            "/classic-maybe-not-writable/{id}",
            db.classic(
                (s, r, response) -> {
                  s.insert(INSERT, id(r));
                  response.send(Optional.of(new HalfWritable("half")));
                }))
        .get(
            "/classic-entity/{id}",
            db.classic(
                (s, r, response) -> {
                  s.insert(INSERT, id(r));
                  response.status(Status.CREATED_201).header("x-made", "it").send(entity(id(r)));
                }))
        .get(
            "/plain-entity/{id}",
            (r, response) ->
                response.status(Status.CREATED_201).header("x-made", "it").send(entity(id(r))))
        .get(
            "/classic-file/{id}",
            db.classic(
                (s, r, response) -> {
                  s.insert(INSERT, id(r));
                  response.send(file);
                }))
        .get(
            "/hook/{id}",
            db.write(
                (s, r) -> {
                  s.afterCommit(() -> database.client().execute().insert(INSERT, -id(r)));
                  return "" + s.insert(INSERT, id(r));
                }))
        .get("/empty", db.read((s, _) -> s.get("SELECT 1 WHERE false").map(row -> "never")))
        .get(
            "/deferred/{id}",
            db.classic(
                (s, r, response) -> {
                  s.insert(INSERT, id(r));
                  if (id(r) % 2 == 1) {
                    s.insert("INSERT INTO child VALUES (?)", -id(r));
                  }
                  response.send("done");
                }))
        .get(
            "/stream/{id}",
            db.classic(
                (s, r, response) -> {
                  s.insert(INSERT, id(r));
                  try (var out = response.outputStream()) {
                    out.write(
                        ("" + postgres.count("SELECT count(*) FROM item"))
                            .getBytes(StandardCharsets.UTF_8));
                  }
                }))
        .get(
            "/send-then-throw/{id}",
            db.classic(
                (s, r, response) -> {
                  s.insert(INSERT, id(r));
                  response.send("sent");
                  throw new IllegalStateException("too late");
                }))
        .get("/never-sends/{id}", db.classic((s, r, _) -> s.insert(INSERT, id(r))))
        .get(
            "/forgiven/{id}",
            db.classic(
                (s, r, _) -> {
                  s.insert(INSERT, id(r));
                  throw new ForgivenException();
                }))
        .get(
            "/next/{id}",
            db.classic(
                (s, r, response) -> {
                  s.insert(INSERT, id(r));
                  response.next();
                }))
        .get("/next/{id}", (_, response) -> response.send("next"))
        .get(
            "/after/{id}",
            db.classic(
                (s, r, response) -> {
                  s.insert(INSERT, id(r));
                  response.send("sent");
                  try {
                    database.client().execute().get("SELECT 1");
                  } catch (SessionClosedException e) {
                    seen.set(e);
                  }
                }))
        .register(
            "/service",
            db.service(
                rules ->
                    rules.get(
                        "/{id}",
                        (r, response) -> {
                          database.client().execute().insert(INSERT, id(r));
                          if (id(r) == 13) {
                            throw new IllegalStateException("unlucky");
                          }
                          if (id(r) == 14) {
                            response.send(new HalfWritable("half"));
                            return;
                          }
                          response.send("served");
                        })));
  }

  @ParameterizedTest
  @CsvSource({
    "/value/1, 200, 1",
    "/bad-status/1, 409, 0",
    "/not-writable/1, 500, 0",
    "/classic-not-writable/1, 500, 0",
    "/classic-maybe-not-writable/1, 500, 0",
    "/classic-entity/1, 201, 1",
    "/classic-entity/100000, 201, 1",
    "/empty, 404, 0",
    "/deferred/2, 200, 1",
    "/deferred/1, 409, 0",
    "/never-sends/1, 500, 0",
    "/forgiven/1, 200, 0",
    "/next/1, 200, 0",
    "/service/1, 200, 1",
    "/service/13, 500, 0",
    "/service/14, 500, 0"
  })
  void keepsOnlyWhatASuccessSays(String path, int status, int kept) throws Exception {
    HttpResponse<String> answer = get(path);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(postgres.count("SELECT count(*) FROM item")).isEqualTo(kept);
    if (status >= 400 && !path.startsWith("/bad-status")) {
      assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
      assertThat(answer.body()).doesNotContain("item", "Exception", "SELECT", "INSERT");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000})
  void sendsAnEntityAsItIsSentWithoutASession(int length) throws Exception {
    HttpResponse<String> bound = get("/classic-entity/" + length);
    HttpResponse<String> plain = get("/plain-entity/" + length);

    assertThat(bound.body()).isEqualTo(plain.body());
    assertThat(bound.headers().firstValueAsLong("content-length")).hasValue(bound.body().length());
    for (String name : List.of("content-type", "x-made", "connection")) {
      assertThat(bound.headers().allValues(name)).isEqualTo(plain.headers().allValues(name));
    }
  }

  @Test
  void sendsAFile() throws Exception {
    Files.writeString(file, "of a file");
    assertThat(get("/classic-file/1").body()).isEqualTo("of a file");
    assertThat(postgres.count("SELECT count(*) FROM item")).isEqualTo(1);
  }

  @Test
  void keepsWhatAHookWroteAfterTheCommit() throws Exception {
    assertThat(get("/hook/1").statusCode()).isEqualTo(200);
    assertThat(postgres.count("SELECT sum(id) FROM item")).isZero();
    assertThat(postgres.count("SELECT count(*) FROM item")).isEqualTo(2);
  }

  @Test
  void hasCommittedBeforeTheFirstByteOfAStream() throws Exception {
    assertThat(get("/stream/1").body()).isEqualTo("1");
  }

  @Test
  void keepsTheCommitWhenTheHandlerThrowsAfterSending() throws Exception {
    assertThat(get("/send-then-throw/1").body()).isEqualTo("sent");
    assertThat(postgres.count("SELECT count(*) FROM item")).isEqualTo(1);
  }

  @Test
  void namesTheErrorOfAStatementAfterTheAnswer() throws Exception {
    get("/after/1");
    Await.until(Duration.ofSeconds(5), () -> seen.get() != null, "the handler went on");
    assertThat(seen.get()).hasMessageContaining("answer was sent");
  }

  @Test
  void neverAcknowledgesWhatIsNotThere() {
    assertThat(database.settings().pool().max()).isEqualTo(50);
    CountDownLatch ready = new CountDownLatch(REQUESTS);

    List<String> wrong =
        Together.run(
            REQUESTS,
            id -> {
              ready.countDown();
              ready.await();
              return wrong(id);
            });

    assertThat(wrong).containsOnly("");
    assertThat(postgres.count("SELECT count(*) FROM item")).isEqualTo(REQUESTS / 2);
  }

  /** What is wrong with the answer to a request, or nothing. */
  private String wrong(int id) throws IOException, InterruptedException {
    int status = get("/deferred/" + id).statusCode();
    boolean there = witness.read(s -> s.get("SELECT FROM item WHERE id = ?", id)).isPresent();
    boolean right = id % 2 == 1 ? status == 409 && !there : status == 200 && there;
    return right ? "" : "%d: %d, %s".formatted(id, status, there ? "there" : "not there");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static int id(io.helidon.webserver.http.ServerRequest request) {
    return request.path().pathParameters().first("id").asInt().get();
  }

  private static List<Integer> entity(int length) {
    return IntStream.range(0, length).boxed().toList();
  }

  /** An entity of which one half is written before the other one fails. */
  public record HalfWritable(String first) {

    /** Fails. */
    public String getSecond() {
      return first.substring(first.length() + 1);
    }
  }

  /** An entity that no media support can write. */
  private static final class Unwritable extends AbstractList<String> {

    @Override
    public String get(int index) {
      if (index >= 0) {
        throw new IllegalStateException("not writable");
      }
      return "";
    }

    @Override
    public int size() {
      return 1;
    }
  }

  private static final class ForgivenException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
