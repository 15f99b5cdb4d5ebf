package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.Await;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped service, told to stop while each client is in the middle of a request. */
@FaultRow(value = 24, differs = "a statement that sleeps 50 ms")
class Row24TerminatedServiceIT {

  private static final int CLIENTS = 32;
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofSeconds(30);

  private static final String SLOW_INSERT =
      "WITH slow AS (SELECT pg_sleep(0.05)) INSERT INTO ai_seo.users (username, email)"
          + " SELECT :username, :email FROM slow RETURNING id, username, email, created_at";

  @TempDir private Path folder;
  private final PostgresServer server;
  private final Score score;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger turnedAway = new AtomicInteger();
  private volatile boolean terminated;

  Row24TerminatedServiceIT(PostgresServer server, Score score) {
    this.server = server;
    this.score = score;
  }

  @Test
  void finishesWhatItHasBegunAndEndsInTime() throws Exception {
    for (int i = 0; i < Scale.times(1, 10); i++) {
      terminate();
    }
    score.noted("new connections turned away without an answer", turnedAway.get());
  }

  private void terminate() throws Exception {
    acknowledged.clear();
    terminated = false;
    CountDownLatch busy = new CountDownLatch(10 * CLIENTS);
    CountDownLatch finished = new CountDownLatch(CLIENTS);
    try (ServiceProcess service =
        ServiceProcess.start(server.settings(), ServiceProcess.properties(properties()))) {
      service.awaitOutput("Service: ready");
      score.run();
      server.execute("TRUNCATE ai_seo.users");
      int port = service.port();
      for (int i = 0; i < CLIENTS; i++) {
        Thread.startVirtualThread(() -> work(port, busy, finished));
      }
      assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
      terminated = true;
      long start = System.nanoTime();
      service.process().destroy();
      score.injected(1);
      service.process().onExit().get(60, TimeUnit.SECONDS);
      Duration took = Bench.since(start);

      Await.until(SOON, () -> finished.getCount() == 0, "each client has ended");
      long kept = server.count("SELECT count(*) FROM ai_seo.users");
      score
          .atMost("failed in flight", failures.size(), 0)
          .atMost("ended after", took, GRACE.plusSeconds(1))
          .errors(failures.size())
          .leaked(server.busyBackends())
          .audited(
              new Ledger.Audit(
                  acknowledged.size(),
                  Math.max(0, acknowledged.size() - kept),
                  0,
                  Math.max(0, kept - acknowledged.size()),
                  0));
      score.watch().read(service);
      assertThat(failures).isEmpty();
    }
  }

  private void work(int port, CountDownLatch busy, CountDownLatch finished) {
    try {
      while (sendUntilClosed(port, busy)) {
        // The server has said that this connection ends; the next request goes over another.
      }
    } catch (IOException e) {
      failures.add(e.toString());
    } finally {
      finished.countDown();
    }
  }

  /** Whether there may be another connection after this one. */
  private boolean sendUntilClosed(int port, CountDownLatch busy) throws IOException {
    boolean accepted = false;
    try (RawConnection connection = RawConnection.open(port)) {
      while (true) {
        String name = DisclosureWatch.VALUE + "user" + numbers.incrementAndGet();
        String answer = connection.send(request(name)).readAnswer();
        score.watch().read("an answer", answer);
        busy.countDown();
        accepted = true;
        if (answer.startsWith("HTTP/1.1 201")) {
          acknowledged.add(name);
        } else {
          if (!terminated || !answer.contains("urn:heddle:problem:stopping")) {
            failures.add(answer);
          }
          return false;
        }
        if (answer.toLowerCase(Locale.ROOT).contains("connection: close")) {
          return true;
        }
      }
    } catch (IOException e) {
      // Refused, reset or closed before the first answer of a connection that was opened after the
      // signal: nothing of it was begun, and the audit would find it otherwise.
      if (!terminated || accepted) {
        throw e;
      }
      turnedAway.incrementAndGet();
      return false;
    }
  }

  private Map<String, String> properties() throws IOException {
    Map<String, String> properties = new HashMap<>(ServiceProcess.finestLogs(folder));
    properties.put("database.statements.create-user", SLOW_INSERT);
    return properties;
  }

  private static String request(String name) {
    String body = "{\"username\":\"%s\",\"email\":\"%s@example.org\"}".formatted(name, name);
    return "POST /users HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body);
  }
}
