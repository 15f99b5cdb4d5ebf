package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.config.HttpLimits;
import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.TestPostgres;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that do not wait for their answers. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientGoneIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration TARGET = Duration.ofSeconds(5);

  /** How a client goes away. */
  enum Leaving {
    CLOSE {
      @Override
      void leave(RawConnection connection) throws IOException {
        connection.close();
      }
    },
    RESET {
      @Override
      void leave(RawConnection connection) throws IOException {
        connection.reset();
      }
    },
    HALF_CLOSE {
      @Override
      void leave(RawConnection connection) throws IOException {
        connection.finish();
      }
    };

    abstract void leave(RawConnection connection) throws IOException;
  }

  private final TestPostgres postgres;
  private final Database database;
  private final WebServer server;
  private final WebServer patient;
  private final CompletableFuture<Boolean> undisturbed = new CompletableFuture<>();
  private final CountDownLatch release = new CountDownLatch(1);

  ClientGoneIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(2, 0)));
    this.server = server(HttpLimits.defaults());
    this.patient = server(HttpLimits.defaults().withCancelAbandoned(false));
  }

  private WebServer server(HttpLimits limits) {
    SessionHandlers db = SessionHandlers.of(database);
    return WebServer.builder()
        .host("127.0.0.1")
        .shutdownHook(false)
        .update(HttpGuard.of(limits)::apply)
        .routing(routes -> routing(routes, db))
        .build();
  }

  private void routing(HttpRouting.Builder routes, SessionHandlers db) {
    routes
        .get("/hello", db.read((_, _) -> "hello"))
        .get("/sleeps", db.read((session, _) -> session.get("SELECT pg_sleep(60)")))
        .get(
            "/naps",
            db.read(
                (session, _) -> session.get("SELECT 'nap' FROM pg_sleep(0.5)").isPresent() + ""))
        .post(
            "/keeps",
            db.write(
                (session, _) -> {
                  session.insert("INSERT INTO kept VALUES (1)");
                  return session.get("SELECT pg_sleep(60)");
                }))
        .post(
            "/swallows",
            db.write(
                (session, _) -> {
                  session.insert("INSERT INTO kept VALUES (2)");
                  sleep(session);
                  return "done";
                }))
        .get(
            "/without-session",
            (_, response) -> {
              try {
                undisturbed.complete(release.await(20, TimeUnit.SECONDS));
              } catch (InterruptedException e) {
                undisturbed.complete(false);
              }
              response.send("x");
            });
  }

  /** Waits for the interrupt, outside of a statement, and says nothing of it. */
  private static void sleep(Session session) {
    try {
      assertThat(session.get("SELECT pg_backend_pid()")).isPresent();
      new CountDownLatch(1).await(30, TimeUnit.SECONDS);
    } catch (InterruptedException swallowed) {
      Thread.currentThread().interrupt();
    }
  }

  @BeforeAll
  void start() {
    postgres.execute("CREATE TABLE kept (x int)");
    server.start();
    patient.start();
  }

  @AfterEach
  void nothingIsHeld() {
    Await.until(SOON, () -> database.stats().checkedOut() == 0, "no connection is in use");
    Await.until(SOON, () -> sleeping() == 0, "no statement runs");
    assertThat(postgres.count("SELECT count(*) FROM kept")).isZero();
  }

  @AfterAll
  void stop() {
    server.stop();
    patient.stop();
    database.close();
  }

  @ParameterizedTest
  @EnumSource
  void cancelsTheStatementOfAClientThatLeaves(Leaving leaving) throws IOException {
    Duration worst = Duration.ZERO;
    for (int i = 0; i < 5; i++) {
      try (RawConnection connection = open(server)) {
        connection.send(get("/sleeps"));
        Await.until(SOON, () -> sleeping() == 1, "the statement runs");
        long start = System.nanoTime();

        leaving.leave(connection);

        Await.until(
            TARGET,
            () -> sleeping() == 0 && database.stats().checkedOut() == 0,
            "the statement was cancelled and its connection is not in use any more");
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        worst = took.compareTo(worst) > 0 ? took : worst;
      }
    }
    System.out.printf("client gone (%s): worst of 5 is %d ms%n", leaving, worst.toMillis());
  }

  @Test
  void keepsNothingOfWhatItDidForAClientThatLeft() throws IOException {
    try (RawConnection connection = open(server)) {
      connection.send(post("/keeps"));
      Await.until(SOON, () -> sleeping() == 1, "the statement runs");
    }
    Await.until(TARGET, () -> database.stats().checkedOut() == 0, "rolled back");
  }

  @Test
  void keepsNothingWhenTheHandlerSwallowsTheInterrupt() throws IOException {
    try (RawConnection connection = open(server)) {
      connection.send(post("/swallows"));
      Await.until(SOON, () -> database.stats().checkedOut() == 1, "the session has begun");
    }
    Await.until(TARGET, () -> database.stats().checkedOut() == 0, "rolled back");
  }

  @Test
  void leavesTheQueueOfThePoolWithItsClient() throws IOException {
    try (Session one = database.session();
        Session other = database.session()) {
      assertThat(one.get("SELECT 1")).isPresent();
      assertThat(other.get("SELECT 1")).isPresent();
      try (RawConnection connection = open(server)) {
        connection.send(get("/sleeps"));
        Await.until(SOON, () -> database.stats().waiting() == 1, "it waits for a connection");
      }
      Await.until(TARGET, () -> database.stats().waiting() == 0, "it waits no more");
    }
  }

  @Test
  void answersAClientThatHasSentItsNextRequestsAlready() throws IOException {
    for (String next : new String[] {get("/hello"), get("/naps") + get("/hello")}) {
      try (RawConnection connection = open(server)) {
        connection.send(get("/naps") + next);

        assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200").endsWith("true");
        String last = connection.readAnswer();
        last = last.endsWith("true") ? connection.readAnswer() : last;
        assertThat(last).startsWith("HTTP/1.1 200").endsWith("hello");
      }
    }
  }

  @Test
  void answersAClientThatSendsItsNextRequestMeanwhileInPieces() throws Exception {
    try (RawConnection connection = open(server)) {
      connection.send(get("/naps"));
      Await.until(SOON, () -> database.stats().checkedOut() == 1, "the session has begun");
      String next = get("/hello");
      for (int i = 0; i < next.length(); i++) {
        connection.send(next.substring(i, i + 1));
      }

      assertThat(connection.readAnswer()).endsWith("true");
      assertThat(connection.readAnswer()).endsWith("hello");
    }
  }

  @Test
  void noticesAClientThatLeavesAfterItHasSentItsNextRequest() throws IOException {
    try (RawConnection connection = open(server)) {
      connection.send(get("/sleeps") + get("/hello"));
      Await.until(SOON, () -> sleeping() == 1, "the statement runs");
    }
    Await.until(TARGET, () -> sleeping() == 0, "the statement was cancelled");
  }

  @Test
  void servesAConnectionFurtherAfterLongRequests() throws IOException {
    try (RawConnection connection = open(server)) {
      for (int i = 0; i < 3; i++) {
        assertThat(connection.send(get("/naps")).readAnswer()).endsWith("true");
        assertThat(connection.send(get("/hello")).readAnswer()).endsWith("hello");
      }
    }
  }

  @Test
  void disturbsNoHandlerWithoutASession() throws Exception {
    try (RawConnection connection = open(server)) {
      connection.send(get("/without-session"));
      connection.reset();
      // Longer than it takes to notice where it is noticed.
      try (RawConnection other = open(server)) {
        assertThat(other.send(get("/naps")).readAnswer()).endsWith("true");
      }
      release.countDown();

      assertThat(undisturbed.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void letsWorkGoOnWhereThatIsConfigured() throws IOException {
    try (RawConnection connection = open(patient)) {
      connection.send(get("/naps"));
      Await.until(SOON, () -> database.stats().checkedOut() == 1, "the session has begun");
      connection.finish();

      assertThat(connection.readAnswer()).startsWith("HTTP/1.1 200").endsWith("true");
    }
  }

  private long sleeping() {
    return postgres.count(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state ="
            + " 'active' AND datname = current_database() AND pid <> pg_backend_pid()");
  }

  private static RawConnection open(WebServer server) throws IOException {
    return RawConnection.open(server.port());
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  private static String post(String path) {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}";
  }
}
