package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A handler that is called inside another one's session, which answers whatever becomes of it. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JoinedHandlerIT {

  private static final String INSERT = "INSERT INTO item VALUES (1)";

  private final TestPostgres postgres;
  private final Database database;
  private final Database other;
  private final WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<Throwable> caught = new AtomicReference<>();

  JoinedHandlerIT(TestPostgres postgres) {
    this.postgres = postgres;
    PoolSettings one = PoolSettings.defaults().withSize(1, 0);
    this.database = Database.create(postgres.settings().withPool(one));
    this.other = Database.create(postgres.settings().withPool(one));
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
        .get(
            "/throws",
            around(
                (session, _, _) -> {
                  session.insert(INSERT);
                  throw new IllegalStateException("the first cause");
                }))
        .get(
            "/errs",
            around(
                (session, _, _) -> {
                  session.insert(INSERT);
                  throw new StackOverflowError("the first cause");
                }))
        .get(
            "/closes",
            around(
                (session, _, _) -> {
                  session.insert(INSERT);
                  session.close();
                  throw new IllegalStateException("the first cause");
                }))
        .get("/silent", around((session, _, _) -> session.insert(INSERT)))
        .get(
            "/nexts",
            around(
                (session, _, response) -> {
                  session.insert(INSERT);
                  response.next();
                }))
        .get(
            "/answers",
            around((session, _, response) -> response.send("" + session.insert(INSERT))))
        .get(
            "/passes",
            db.classic(
                (_, request, response) ->
                    db.classic(
                            (session, _, inner) -> {
                              session.insert(INSERT);
                              inner.next();
                            })
                        .handle(request, response)))
        .get("/passes", (_, response) -> response.send("another route's"))
        .get(
            "/forgets",
            db.classic(
                (_, request, response) -> {
                  SessionHandlers.of(other)
                      .classic((session, _, _) -> session.insert(INSERT))
                      .handle(request, response);
                  response.send("sent");
                }))
        .get(
            "/between",
            db.classic(
                (session, request, response) -> {
                  session.insert(INSERT);
                  SessionHandlers.of(other)
                      .classic(
                          (_, _, between) ->
                              db.classic((_, _, inner) -> inner.send("sent"))
                                  .handle(request, between))
                      .handle(request, response);
                }));
  }

  /** A handler that catches what the inner one throws, and sends an answer unless that did. */
  private Handler around(ClassicSessionHandler inner) {
    SessionHandlers db = SessionHandlers.of(database);
    return db.classic(
        (session, request, response) -> {
          try {
            db.classic(inner).handle(request, response);
          } catch (Throwable e) {
            caught.set(e);
          }
          if (!response.isSent()) {
            response.send("sent");
          }
        });
  }

  @BeforeAll
  void start() {
    postgres.execute("CREATE TABLE item (id int)");
    server.start();
  }

  @BeforeEach
  void empty() {
    postgres.execute("TRUNCATE item");
    caught.set(new AssertionError("nothing was thrown"));
  }

  @AfterEach
  void holdsNothing() {
    Await.until(
        Duration.ofSeconds(5),
        () -> database.stats().checkedOut() + other.stats().checkedOut() == 0,
        "all given back");
  }

  @AfterAll
  void stop() {
    client.close();
    server.stop();
    other.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/throws, the first cause",
    "/errs, the first cause",
    "/closes, the first cause",
    "/silent, 'the handler returned without send, next or reroute; its session was rolled back'",
    "/nexts, nothing was thrown",
  })
  void leavesNothingToCommitWhenItDoesNotAnswer(String path, String thrown) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(500);
    assertThat(caught.get()).hasMessage(thrown);
    assertThat(kept()).isZero();
  }

  @Test
  void isCommittedBeforeItsAnswer() throws Exception {
    assertThat(get("/answers").body()).isEqualTo("1");
    assertThat(kept()).isOne();
  }

  @Test
  void isRolledBackWhenAnotherRouteAnswers() throws Exception {
    assertThat(get("/passes").body()).isEqualTo("another route's");
    assertThat(kept()).isZero();
  }

  @Test
  void joinsTheSessionOfItsOwnDatabaseAlsoFromAHandlerOfAnother() throws Exception {
    assertThat(get("/between").statusCode()).isEqualTo(200);
    assertThat(kept()).isOne();
  }

  @Test
  void isNotForgottenWhenItIsOfAnotherDatabaseAndDoesNotAnswer() throws Exception {
    assertThat(get("/forgets").statusCode()).isEqualTo(500);
    assertThat(kept()).isZero();
  }

  private long kept() {
    return postgres.count("SELECT count(*) FROM item");
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
