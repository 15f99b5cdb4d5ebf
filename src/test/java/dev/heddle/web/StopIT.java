package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Database;
import dev.heddle.config.HttpLimits;
import dev.heddle.config.OperationsSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.TestPostgres;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@PostgresTest
@SuppressWarnings("NullAway.Init") // Each test starts its own.
class StopIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration NO_DELAY = Duration.ZERO;

  private Database database;
  private HeddleServer heddle;
  private WebServer server;

  private final TestPostgres postgres;
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  StopIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @AfterEach
  void stop() {
    release.countDown();
    heddle.stop(server);
  }

  @Test
  void isNotReadyAtOnceButAliveAndFinishesWhatItHasBegun() throws Exception {
    start(NO_DELAY, SOON, OperationsSettings.shared());
    try (RawConnection kept = open();
        RawConnection working = open()) {
      assertThat(get(kept, "/hello")).startsWith("HTTP/1.1 200").doesNotContain("close");
      working.send(request("/blocks"));
      assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

      CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> heddle.stop(server));
      awaitLate();

      assertThat(ask("/observe/health/ready")).startsWith("HTTP/1.1 503").contains("stopping");
      assertThat(ask("/health")).startsWith("HTTP/1.1 503").contains("unhealthy", "\"connected\"");
      assertThat(ask("/observe/health/live")).startsWith("HTTP/1.1 200");
      assertThat(ask("/observe/health/started")).startsWith("HTTP/1.1 200");
      assertThat(get(kept, "/hello"))
          .as("a client that was connected before is served once more")
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("connection: close");
      assertThat(stopping).isNotDone();

      release.countDown();

      assertThat(working.readAnswer())
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("connection: close")
          .endsWith("[1]");
      stopping.get(10, TimeUnit.SECONDS);
    }
    assertThat(database.isOpen()).isFalse();
  }

  @Test
  void refusesThoseWhoComeTooLate() throws Exception {
    start(NO_DELAY, SOON, OperationsSettings.shared());
    int port = server.port();
    try (RawConnection working = open()) {
      working.send(request("/blocks"));
      assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> heddle.stop(server));
      awaitLate();

      assertThat(ask("/hello"))
          .startsWith("HTTP/1.1 503")
          .containsIgnoringCase("retry-after:")
          .contains("urn:heddle:problem:stopping");

      release.countDown();
      stopping.get(10, TimeUnit.SECONDS);
    }
    assertThatThrownBy(() -> RawConnection.open(port)).isInstanceOf(ConnectException.class);
  }

  @Test
  void takesOnNewWorkDuringTheDelay() throws Exception {
    start(Duration.ofSeconds(4), SOON, OperationsSettings.shared());
    CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> heddle.stop(server));
    Await.until(SOON, () -> ask("/observe/health/ready").contains("stopping"), "not ready");

    try (RawConnection late = open()) {
      assertThat(get(late, "/hello"))
          .startsWith("HTTP/1.1 200")
          .containsIgnoringCase("connection: close");
    }
    assertThat(stopping).isNotDone();
  }

  @Test
  void waitsAsLongAsTheDelaySays() throws Exception {
    start(Duration.ofMillis(700), SOON, OperationsSettings.shared());
    long start = System.nanoTime();

    heddle.stop(server);

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(700), Duration.ofSeconds(5));
  }

  @Test
  void interruptsWhatTakesLongerThanItsTime() throws Exception {
    start(NO_DELAY, Duration.ofMillis(300), OperationsSettings.shared());
    try (RawConnection working = open()) {
      working.send(request("/sleeps"));
      Await.until(SOON, () -> sleeping() == 1, "the statement runs");
      long start = System.nanoTime();

      heddle.stop(server);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
      Await.until(SOON, () -> sleeping() == 0, "the statement was cancelled");
    }
  }

  @Test
  void waitsForNoHeadThatNeverEnds() throws Exception {
    start(NO_DELAY, SOON, OperationsSettings.shared());
    try (RawConnection beginning = open()) {
      beginning.send("GET /hello HTTP/1.1\r\nHost: x\r\nX-Never: ");
      long start = System.nanoTime();

      heddle.stop(server);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void answersOperatorsOnTheirOwnListenerUntilTheEnd() throws Exception {
    start(NO_DELAY, SOON, new OperationsSettings("127.0.0.1", Optional.of(0)));
    int operators = server.port(HeddleFeature.OPERATIONS_SOCKET);
    try (RawConnection working = open()) {
      working.send(request("/blocks"));
      assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> stopping = CompletableFuture.runAsync(() -> heddle.stop(server));
      Await.until(
          SOON, () -> ask(operators, "/observe/health/ready").contains("stopping"), "not ready");

      assertThat(ask(operators, "/observe/health/live")).startsWith("HTTP/1.1 200");
      assertThat(ask(operators, "/observe/pool")).contains("\"checked_out\":1");

      release.countDown();
      assertThat(working.readAnswer()).startsWith("HTTP/1.1 200");
      stopping.get(10, TimeUnit.SECONDS);
    }
  }

  /** Helidon's own server is started once only. */
  @Test
  void servesWithAnotherServerAfterItHasStoppedOne() throws Exception {
    start(NO_DELAY, SOON, OperationsSettings.shared());
    release.countDown();
    for (int round = 0; round < 3; round++) {
      heddle.stop(server);
      assertThat(database.isOpen()).isFalse();

      server = another().start();

      awaitReady(server.port());
      try (RawConnection kept = open()) {
        assertThat(get(kept, "/blocks")).startsWith("HTTP/1.1 200").doesNotContain("close");
        assertThat(get(kept, "/hello")).startsWith("HTTP/1.1 200").doesNotContain("close");
      }
    }
  }

  private void start(Duration delay, Duration timeout, OperationsSettings operations) {
    database = Database.create(postgres.settings());
    heddle =
        HeddleServer.of(
            HeddleFeature.create(database),
            HttpLimits.defaults().withDrain(delay, timeout),
            operations);
    server = another().start();
    awaitReady(
        operations.port().isPresent()
            ? server.port(HeddleFeature.OPERATIONS_SOCKET)
            : server.port());
  }

  private WebServer another() {
    SessionHandlers db = SessionHandlers.of(database);
    return WebServer.builder()
        .host("127.0.0.1")
        .shutdownHook(false)
        .update(heddle::apply)
        .routing(
            MethodAwareRouting.of(
                routes ->
                    routes
                        .get("/hello", (_, response) -> response.send("hello"))
                        .get("/sleeps", db.read((session, _) -> session.get("SELECT pg_sleep(60)")))
                        .get(
                            "/blocks",
                            db.read(
                                (session, _) -> {
                                  assertThat(session.get("SELECT 1")).isPresent();
                                  entered.countDown();
                                  assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
                                  return "[1]";
                                }))))
        .build();
  }

  private void awaitReady(int port) {
    Await.until(SOON, () -> ask(port, "/observe/health/ready").startsWith("HTTP/1.1 200"), "ready");
  }

  private void awaitLate() {
    Await.until(SOON, () -> ask("/hello").startsWith("HTTP/1.1 503"), "new work is refused");
  }

  private long sleeping() {
    return postgres.count(
        "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state ="
            + " 'active' AND pid <> pg_backend_pid()");
  }

  private RawConnection open() throws IOException {
    return RawConnection.open(server.port());
  }

  private String ask(String path) throws IOException {
    return ask(server.port(), path);
  }

  private static String ask(int port, String path) throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      return connection
          .send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
          .readUntilClosed(SOON)
          .text();
    }
  }

  private static String get(RawConnection connection, String path) throws IOException {
    return connection.send(request(path)).readAnswer();
  }

  private static String request(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }
}
