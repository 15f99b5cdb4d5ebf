package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.error.SessionInterruptedException;
import dev.heddle.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

@FaultRow(11)
class Row11InterruptedIT {

  private static final int THREADS = 20;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void stopsTheStatementOnTheServer(PostgresServer server, Score score) throws Exception {
    try (Bench bench = Bench.start(server, score).awaitFull()) {
      for (int i = 0; i < Scale.times(3, 50); i++) {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
          long request = bench.ledger().next();
          bench.ledger().refused(request);
          threads.add(Thread.ofVirtual().start(() -> sleep(bench, request, failures)));
        }
        Await.until(LIMIT, () -> sleeping(server) == THREADS, "all of them sleep on the server");

        long start = System.nanoTime();
        threads.forEach(Thread::interrupt);
        score.injected(THREADS);
        Await.until(LIMIT, () -> server.busyBackends() == 0, "nothing runs on the server");
        Duration idle = Bench.since(start);
        for (Thread thread : threads) {
          thread.join();
        }
        assertThat(failures)
            .hasSize(THREADS)
            .allMatch(SessionInterruptedException.class::isInstance);
        failures.forEach(failure -> score.watch().read("an exception", failure));
        score.atMost("backends idle after", idle, Duration.ofSeconds(1));
        score.latency(idle);
        assertThat(bench.serves()).isTrue();
        score.recovery(Bench.since(start).minus(idle));
      }
    }
  }

  private static void sleep(Bench bench, long request, Queue<Throwable> failures) {
    try {
      bench
          .database()
          .transact(
              s -> {
                s.insert(Ledger.APPLY, request);
                return s.get("SELECT pg_sleep(30)::text");
              });
    } catch (RuntimeException e) {
      failures.add(e);
    }
  }

  private static long sleeping(PostgresServer server) {
    return server.count(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND usename = 'app'");
  }
}
