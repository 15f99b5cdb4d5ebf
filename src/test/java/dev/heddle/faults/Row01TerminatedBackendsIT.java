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
      long atWork = 0;
      for (int i = 0; i < Scale.times(30, 600); i++) {
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        PostgresServer.Ended ended = server.terminateOne();
        killed += ended.all();
        atWork += ended.atWork();
      }
      load.stop();
      score.injected(killed).latency(load.worst()).errors(load.errors());
      // The state is a moment old, and that of a connection that was just taken is idle as well.
      long justTaken = 2 + (killed - atWork) / 20;
      score.atMost(
          "errors beyond the backends terminated at work",
          Math.max(0, load.errors() - atWork),
          justTaken);
      long healed = System.nanoTime();
      Await.until(LIMIT, bench::serves, "it serves");
      score.recovery(Bench.since(healed));
    }
  }
}
