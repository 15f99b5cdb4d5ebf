package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.TransactionOptions;
import dev.heddle.TransactionOptions.Nesting;
import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.LogCapture;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.logging.Level;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise 2, where a transaction that has not ended encloses the sending of the answer. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NestedAnswerIT {

  private static final String INSERT = "INSERT INTO item VALUES (?)";
  private static final String ADVICE = "which has not returned";
  private static final TransactionOptions REPEATABLE = TransactionOptions.write().withTries(2);
  private static final TransactionOptions BEHIND_SAVEPOINT =
      TransactionOptions.write().withNesting(Nesting.SAVEPOINT);

  private final TestPostgres postgres;
  private final Database database;
  private final WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  NestedAnswerIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
    this.server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .addFeature(HeddleFeature.create(database))
            .routing(this::routing)
            .build();
  }

  private void routing(HttpRouting.Builder routes) {
    SessionHandlers db = SessionHandlers.of(database);
    routes
        .addFilter(
            (chain, request, response) -> {
              if (request.path().path().startsWith("/filtered")) {
                database.transact(
                    session -> {
                      session.insert(INSERT, -1);
                      chain.proceed();
                      return 0;
                    });
              } else {
                chain.proceed();
              }
            })
        .get(
            "/transact/{id}",
            db.classic(inside(TransactionOptions.write(), response -> response.send("sent"))))
        .get(
            "/read/{id}",
            db.classic(
                (session, request, response) -> {
                  session.insert(INSERT, id(request));
                  database.read(
                      _ -> {
                        response.send("sent");
                        return 0;
                      });
                }))
        .get(
            "/savepoint/{id}",
            db.classic(inside(BEHIND_SAVEPOINT, response -> response.send("sent"))))
        .get(
            "/stream/{id}",
            db.classic(
                inside(TransactionOptions.write(), response -> response.outputStream().close())))
        .get(
            "/filtered/{id}",
            db.handler(REPEATABLE, (s, request) -> "" + s.insert(INSERT, id(request))))
        .get(
            "/filtered/classic/{id}",
            db.classic(
                (session, request, response) -> {
                  session.insert(INSERT, id(request));
                  response.send("sent");
                }))
        .get("/filtered/value/{id}", db.write((s, request) -> "" + s.insert(INSERT, id(request))))
        .get("/caught/{id}", db.classic(this::catchAHandlersFailure))
        .get("/value/{id}", db.write((s, request) -> "" + s.insert(INSERT, id(request))))
        .register(
            "/service",
            db.service(
                rules ->
                    rules
                        .get(
                            "/{id}",
                            db.handler(
                                REPEATABLE, (s, request) -> "" + s.insert(INSERT, id(request))))
                        .get(
                            "/value/{id}",
                            db.write((s, request) -> "" + s.insert(INSERT, id(request))))
                        .get(
                            "/classic/{id}",
                            db.classic(
                                (s, request, response) ->
                                    response.send("" + s.insert(INSERT, id(request)))))
                        .get(
                            "/two/{id}",
                            (request, response) -> {
                              database.transact(s -> s.insert(INSERT, -1));
                              db.write((s, _) -> "" + s.insert(INSERT, id(request)))
                                  .handle(request, response);
                            })));
  }

  private void catchAHandlersFailure(
      Session session, ServerRequest request, ServerResponse response) {
    session.insert(INSERT, id(request));
    assertThatThrownBy(
            () ->
                SessionHandlers.of(database)
                    .write(
                        (_, _) -> {
                          throw new IllegalStateException("the inner one");
                        })
                    .handle(request, response))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the inner one");
    response.send("sent");
  }

  /** Inserts and answers in a part of the session's work. */
  private ClassicSessionHandler inside(
      TransactionOptions options, ThrowingConsumer<ServerResponse> answer) {
    return (_, request, response) ->
        database.transact(
            options,
            inner -> {
              inner.insert(INSERT, id(request));
              answer.accept(response);
              return 0;
            });
  }

  @BeforeAll
  void start() {
    postgres.execute("CREATE TABLE item (id int PRIMARY KEY)");
    server.start();
  }

  @BeforeEach
  void empty() {
    postgres.execute("TRUNCATE item");
  }

  @AfterEach
  void holdsNothing() {
    Await.until(Duration.ofSeconds(5), () -> database.stats().checkedOut() == 0, "all given back");
  }

  @AfterAll
  void stop() {
    client.close();
    server.stop();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/transact/1",
        "/read/1",
        "/savepoint/1",
        "/stream/1",
        "/filtered/1",
        "/filtered/classic/1",
        "/filtered/value/1"
      })
  void noAnswerLeavesBeforeTheTransactionAroundItHasEnded(String path) throws Exception {
    try (LogCapture log = LogCapture.of("dev.heddle")) {
      HttpResponse<String> answer = get(path);

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("\"status\":500").doesNotContain("sent", "transact");
      assertThat(log.from(Level.WARNING)).anySatisfy(line -> assertThat(line).contains(ADVICE));
    }
    assertThat(postgres.count("SELECT count(*) FROM item")).as("rows kept").isZero();
  }

  @Test
  void aHandlerInsideAnotherOnesSessionIsCommittedWithIt() throws Exception {
    String[] paths = {
      "/service/1", "/value/2", "/service/value/3", "/service/classic/4", "/service/two/5"
    };
    for (String path : paths) {
      assertThat(get(path).statusCode()).isEqualTo(200);
    }
    assertThat(postgres.count("SELECT count(*) FROM item")).isEqualTo(6);
    assertThat(postgres.count("SELECT count(DISTINCT xmin::text) FROM item WHERE id IN (-1, 5)"))
        .as("transactions of the two")
        .isOne();
  }

  @Test
  void aHandlerThatFailedInsideAnotherOnesSessionIsNotCommittedAlthoughThatCaughtIt()
      throws Exception {
    assertThat(get("/caught/1").statusCode()).isEqualTo(500);
    assertThat(postgres.count("SELECT count(*) FROM item")).isZero();
  }

  @Test
  void aHandlerInsideAnotherOnesSessionIsUndoneWithIt() throws Exception {
    postgres.execute("INSERT INTO item VALUES (5)");
    assertThat(get("/service/two/5").statusCode()).isEqualTo(409);
    assertThat(postgres.count("SELECT count(*) FROM item")).isOne();
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static int id(ServerRequest request) {
    return request.path().pathParameters().first("id").asInt().get();
  }
}
