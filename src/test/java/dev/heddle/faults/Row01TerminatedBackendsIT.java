package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.Await;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@FaultRow(1)
class Row01TerminatedBackendsIT {

  private static final int CLIENTS = 50;
  private static final Duration PACE = Duration.ofMillis(20);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final PostgresServer server;
  private final Score score;

  Row01TerminatedBackendsIT(PostgresServer server, Score score) {
    this.server = server;
    this.score = score;
  }

  /** Nobody is at work when the connections end, and then fifty clients come at once. */
  @Test
  void hidesThatIdleConnectionsWereTerminated() {
    try (Bench bench = Bench.start(server, score)) {
      for (int i = 0; i < Scale.times(3, 30); i++) {
        bench.awaitFull();
        score.injected(server.terminateAll());
        Load load = Load.start(bench, CLIENTS, PACE);
        Await.until(LIMIT, () -> load.requests() >= 10L * CLIENTS, "500 answers");
        load.stop();
        score.errors(load.errors()).latency(load.worst());
        assertThat(load.errorsByKind()).isEmpty();
      }
    }
  }

  /** A connection that ends in the middle of a request may cost that request, and no other. */
  @Test
  void outlivesTheLossOfABackendEvery100Milliseconds() {
    try (Bench bench = Bench.start(server, score).awaitFull()) {
      Load load = Load.start(bench, CLIENTS, PACE);
      long killed = 0;
      for (int i = 0; i < Scale.times(30, 600); i++) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        killed += server.terminateOne();
      }
      load.stop();
      score.injected(killed).latency(load.worst()).errors(load.errors());
      score.atMost("errors per terminated backend at work", load.errors(), killed);
      long healed = System.nanoTime();
      Await.until(LIMIT, bench::serves, "it serves");
      score.recovery(Bench.since(healed));
    }
  }
}
