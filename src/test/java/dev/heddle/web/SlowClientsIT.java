package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.config.HttpLimits;
import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.TestPostgres;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Promise 7: no client holds a connection, however slowly it sends or reads. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowClientsIT {

  private static final int SLOW_CLIENTS = 50;
  private static final int FAST_REQUESTS = 50;
  private static final Duration SOON = Duration.ofSeconds(10);

  /** More than the sockets' buffers take. */
  private static final byte[] LARGE = new byte[16 << 20];

  private final TestPostgres postgres;
  private final Database database;
  private final WebServer server;
  private CountDownLatch largeAnswers = new CountDownLatch(0);

  SlowClientsIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(2, 0)));
    SessionHandlers db = SessionHandlers.of(database);
    this.server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .update(HttpGuard.of(HttpLimits.defaults())::apply)
            .addFeature(HeddleFeature.create(database))
            .routing(
                routes ->
                    routes
                        .post(
                            "/item",
                            db.write(
                                (session, request) -> {
                                  // With a connection in its hands before it looks at the body.
                                  assertThat(session.get("SELECT 1")).isPresent();
                                  return session.insert(
                                      "INSERT INTO item VALUES (?)",
                                      request.content().as(String.class));
                                }))
                        .get(
                            "/large",
                            db.read(
                                (session, _) -> {
                                  assertThat(session.get("SELECT 1")).isPresent();
                                  largeAnswers.countDown();
                                  return LARGE;
                                }))
                        .get(
                            "/count",
                            db.read(
                                (session, _) ->
                                    session
                                        .get("SELECT count(*) AS n FROM item")
                                        .map(row -> "" + row.column("n").getLong()))))
            .build();
  }

  @BeforeAll
  void start() {
    postgres.execute("CREATE TABLE item (name text)");
    server.start();
  }

  @AfterAll
  void stop() {
    server.stop();
  }

  @BeforeEach
  void empty() {
    postgres.execute("TRUNCATE item");
  }

  @AfterEach
  void holdsNothing() {
    Await.until(SOON, () -> database.stats().checkedOut() == 0, "all given back");
  }

  @Test
  void clientsThatDripTheirBodiesDelayNobody() throws IOException {
    List<RawConnection> slow = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW_CLIENTS; i++) {
        slow.add(
            RawConnection.open(server.port())
                .send("POST /item HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nha"));
      }
      assertFast();

      for (RawConnection one : slow) {
        one.send("lf");
      }
      for (RawConnection one : slow) {
        assertThat(one.readAnswer()).contains("200 OK");
      }
      assertThat(postgres.count("SELECT count(*) FROM item WHERE name = 'half'"))
          .isEqualTo(SLOW_CLIENTS);
    } finally {
      closeAll(slow);
    }
  }

  @Test
  void clientsThatReadSlowlyDelayNobody() throws Exception {
    largeAnswers = new CountDownLatch(SLOW_CLIENTS);
    List<RawConnection> slow = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW_CLIENTS; i++) {
        slow.add(RawConnection.open(server.port()).send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"));
      }
      assertThat(largeAnswers.await(30, TimeUnit.SECONDS)).isTrue();
      Await.until(SOON, () -> database.stats().checkedOut() == 0, "given back before it is read");
      assertFast();
    } finally {
      closeAll(slow);
    }
  }

  private void assertFast() throws IOException {
    long start = System.nanoTime();
    try (RawConnection fast = RawConnection.open(server.port())) {
      for (int i = 0; i < FAST_REQUESTS; i++) {
        fast.send("GET /count HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(fast.readAnswer()).contains("200 OK").endsWith("0");
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  private static void closeAll(List<RawConnection> connections) throws IOException {
    for (RawConnection connection : connections) {
      connection.close();
    }
  }
}
