package dev.heddle.faults;

import dev.heddle.testing.Await;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@FaultRow(5)
class Row05FrozenPostmasterIT {

  private static final Duration PACE = Duration.ofMillis(10);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void servesOverTheConnectionsThatItHas(PostgresServer server, Score score) {
    serves(server, score, 20);
  }

  /** More clients than connections: opening further ones fails, but nobody depends on it. */
  @Test
  void servesMoreClientsThanItHasConnections(PostgresServer server, Score score) {
    serves(server, score, 50);
  }

  private static void serves(PostgresServer server, Score score, int clients) {
    try (Bench bench = Bench.start(server, score).awaitFull()) {
      server.freezePostmaster();
      score.injected(1);
      try {
        Load load = Load.start(bench, clients, PACE);
        Await.until(
            LIMIT, () -> load.requests() >= Scale.times(1000, 60_000), "thousands of answers");
        load.stop();
        score.errors(load.errors()).latency(load.worst());
        score.atMost("errors with " + clients + " clients", load.errors(), 0);
      } finally {
        server.thaw();
      }
    }
  }
}
