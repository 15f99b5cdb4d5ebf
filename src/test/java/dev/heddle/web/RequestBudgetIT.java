package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.TransactionOptions;
import dev.heddle.config.HttpLimits;
import dev.heddle.config.OperationsSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.TestPostgres;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Requests that say how long their clients wait. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestBudgetIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  /** What the clients below say; a tenth of it is kept for the ending. */
  private static final Duration WAIT = Duration.ofMillis(400);

  private static final Duration WORK = Duration.ofMillis(360);
  private static final String BUDGET = "X-Budget: 400\r\n";

  /** How late a deadline may be, on a busy machine. */
  private static final Duration LATE = Duration.ofSeconds(4);

  private final TestPostgres postgres;
  private final Database database;
  private final WebServer server;

  RequestBudgetIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
    SessionHandlers db = SessionHandlers.of(database);
    TransactionOptions short100 = TransactionOptions.read().withTimeout(Duration.ofMillis(100));
    TransactionOptions repeated = TransactionOptions.write().withTries(3);
    SessionHandler sleeps = (session, _) -> session.get("SELECT pg_sleep(60)");
    this.server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .update(
                HeddleServer.of(
                        HeddleFeature.create(database),
                        HttpLimits.defaults().withBudgetHeader("X-Budget"),
                        OperationsSettings.shared())
                    ::apply)
            .routing(
                MethodAwareRouting.of(
                    routes ->
                        routes
                            .get("/one", db.read((session, _) -> session.get("SELECT 1") + ""))
                            .get("/sleeps", db.read(sleeps))
                            .get("/short", db.handler(short100, sleeps))
                            .get("/repeated", db.handler(repeated, sleeps))
                            .post(
                                "/commits",
                                db.write(
                                    (session, _) ->
                                        session.insert("INSERT INTO slow VALUES (1)")))))
            .build();
  }

  @BeforeAll
  void start() {
    postgres.execute(
        "CREATE TABLE slow (x int)",
        "CREATE FUNCTION sleeping() RETURNS trigger LANGUAGE plpgsql AS"
            + " 'BEGIN PERFORM pg_sleep(60); RETURN NULL; END'",
        "CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED"
            + " FOR EACH ROW EXECUTE FUNCTION sleeping()");
    server.start();
  }

  @AfterAll
  void stop() {
    server.stop();
  }

  @Test
  void endsAStatementWhenTheClientStopsWaiting() throws IOException {
    for (String path : new String[] {"GET /sleeps", "GET /repeated"}) {
      long start = System.nanoTime();

      assertThat(send(path, BUDGET)).startsWith("HTTP/1.1 504");

      assertThat(since(start)).isBetween(WORK, WAIT.plus(LATE));
      nothingRuns();
    }
  }

  @Test
  void endsACommitWhenTheClientStopsWaiting() throws IOException {
    long start = System.nanoTime();

    String answer = send("POST /commits", BUDGET);

    assertThat(answer).matches("(?s)HTTP/1\\.1 50[34].*");
    assertThat(since(start)).isBetween(WORK, WAIT.plus(LATE));
    nothingRuns();
    assertThat(postgres.count("SELECT count(*) FROM slow")).isZero();
  }

  @Test
  void leavesTheQueueWhenTheClientStopsWaiting() throws IOException {
    try (Session session = database.session()) {
      assertThat(session.get("SELECT 1")).isPresent();
      long start = System.nanoTime();

      assertThat(send("GET /one", BUDGET))
          .startsWith("HTTP/1.1 503")
          .containsIgnoringCase("retry-after");

      assertThat(since(start)).isBetween(WORK, WAIT.plus(LATE));
    }
  }

  @Test
  void neverGivesMoreTimeThanTheRouteHas() throws IOException {
    long start = System.nanoTime();

    assertThat(send("GET /short", "X-Budget: 60000\r\n")).startsWith("HTTP/1.1 504");

    assertThat(since(start)).isLessThan(Duration.ofMillis(100).plus(LATE));
  }

  @Test
  void changesNothingForTheOthers() throws IOException {
    assertThat(send("GET /one", "")).startsWith("HTTP/1.1 200");
    assertThat(send("GET /one", "X-Budget: 0\r\n")).startsWith("HTTP/1.1 200");
    assertThat(send("GET /one", "X-Budget: 10000\r\n")).startsWith("HTTP/1.1 200");
    assertThat(send("GET /one", "X-Budget: soon\r\n")).startsWith("HTTP/1.1 400");
  }

  private void nothingRuns() {
    Await.until(
        SOON,
        () ->
            database.stats().checkedOut() == 0
                && postgres.count(
                        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND datname ="
                            + " current_database() AND pid <> pg_backend_pid()")
                    == 0,
        "nothing runs on the server");
  }

  private String send(String methodAndPath, String header) throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      return connection
          .send(
              methodAndPath
                  + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + header
                  + "\r\n")
          .readUntilClosed(SOON)
          .text();
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
