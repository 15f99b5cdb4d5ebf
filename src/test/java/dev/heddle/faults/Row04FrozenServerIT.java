package dev.heddle.faults;

import dev.heddle.config.SessionSettings;
import dev.heddle.testing.Await;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@FaultRow(value = 4, differs = "session budget 1 s, since 30 s outlast the fault")
class Row04FrozenServerIT {

  private static final int CLIENTS = 20;
  private static final Duration PACE = Duration.ofMillis(10);
  private static final Duration BUDGET = Duration.ofSeconds(1);
  private static final Duration FROZEN = Duration.ofSeconds(6);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final SessionSettings SESSION = new SessionSettings(BUDGET, Duration.ZERO);

  @Test
  void answersWithinItsBudget(PostgresServer server, Score score) {
    try (Bench bench = Bench.start(server, score, s -> s.withSession(SESSION)).awaitFull()) {
      for (int i = 0; i < Scale.times(1, 10); i++) {
        Load load = Load.start(bench, CLIENTS, PACE);
        Await.until(LIMIT, () -> load.successes() >= 10 * CLIENTS, "it serves");
        server.freeze();
        try {
          LockSupport.parkNanos(FROZEN.toNanos());
        } finally {
          server.thaw();
        }
        long thawed = System.nanoTime();
        score.injected(1);
        Await.until(LIMIT, bench::serves, "it serves again");
        score.recovery(Bench.since(thawed));
        load.stop();
        score.latency(load.worst()).errors(load.errors());
        score.atMost("worst answer", load.worst(), BUDGET.plusMillis(250));
        score.atMost("errors without Retry-After", load.unshed(), 0);
      }
    }
  }
}
