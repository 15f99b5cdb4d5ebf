package dev.heddle.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service that is told to stop while clients keep it busy over kept connections: each request
 * that was sent gets its answer, and what was acknowledged is there.
 */
@PostgresTest
class TerminatedUnderLoadIT {

  private static final int CLIENTS = 32;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration GRACE = Duration.ofSeconds(10);

  /** Slow enough for each client to be in the middle of one most of the time. */
  private static final String SLOW_INSERT =
      "WITH slow AS (SELECT pg_sleep(0.05)) INSERT INTO ai_seo.users (username, email)"
          + " SELECT :username, :email FROM slow RETURNING id, username, email, created_at";

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final AtomicInteger goodbyes = new AtomicInteger();
  private final CountDownLatch busy = new CountDownLatch(10 * CLIENTS);
  private final CountDownLatch finished = new CountDownLatch(CLIENTS);
  private volatile boolean terminated;
  @TempDir private Path folder;

  @Test
  void failsNoRequestAndEndsInTime(TestPostgres postgres) throws Exception {
    Map<String, String> environment =
        Map.of(
            "DATABASE_URL", postgres.url(),
            "DEV_POSTGRES_USER", postgres.username(),
            "DEV_POSTGRES_PASSWORD", postgres.password(),
            "DATABASE_STATEMENTS_CREATE_USER", SLOW_INSERT);
    try (Served service = Served.start(folder, environment, "serve")) {
      service.awaitStatus("/health", 200);
      int port = service.port();
      for (int i = 0; i < CLIENTS; i++) {
        Thread.startVirtualThread(() -> work(port));
      }
      busy.await();
      long start = System.nanoTime();
      terminated = true;

      int exitCode = service.terminate().exitCode();

      Duration took = Duration.ofNanos(System.nanoTime() - start);
      Await.until(SOON, () -> finished.getCount() == 0, "each client has ended");
      System.out.printf(
          "SIGTERM with %d clients: %d acknowledged, %d said goodbye, %d failed, ended after %d"
              + " ms%n",
          CLIENTS, acknowledged.size(), goodbyes.get(), failures.size(), took.toMillis());
      assertThat(failures).isEmpty();
      assertThat(exitCode).isEqualTo(143);
      assertThat(took).isLessThan(GRACE.plusSeconds(1));
      assertThat(goodbyes.get()).isGreaterThanOrEqualTo(CLIENTS);
      assertThat(postgres.count("SELECT count(*) FROM ai_seo.users"))
          .as("each row was acknowledged, and each acknowledged one is there")
          .isEqualTo(acknowledged.size());
    }
  }

  /** Sends one request after the other, until a new connection is told to go elsewhere. */
  private void work(int port) {
    try {
      while (sendUntilClosed(port)) {
        // The server has said that the connection ends, so the next request goes over another.
      }
    } catch (IOException e) {
      failures.add(e.toString());
    } finally {
      finished.countDown();
    }
  }

  /** Whether there may be another connection after this one. */
  private boolean sendUntilClosed(int port) throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      while (true) {
        String name = "user" + numbers.incrementAndGet();
        String answer = connection.send(request(name)).readAnswer();
        busy.countDown();
        if (answer.startsWith("HTTP/1.1 201")) {
          acknowledged.add(name);
        } else if (terminated && answer.contains("urn:heddle:problem:stopping")) {
          return false;
        } else {
          failures.add(answer);
          return false;
        }
        if (answer.toLowerCase(Locale.ROOT).contains("connection: close")) {
          goodbyes.incrementAndGet();
          return true;
        }
      }
    } catch (ConnectException e) {
      if (!terminated) {
        throw e;
      }
      return false;
    }
  }

  private static String request(String name) {
    String body = "{\"username\":\"%s\",\"email\":\"%s@example.org\"}".formatted(name, name);
    return "POST /users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body);
  }
}
