package dev.heddle.faults;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@FaultRow(
    value = 3,
    openFor = "serving after",
    open = "up to 1.6 s on a busy machine: a server that is away is asked four times a second")
class Row03ImmediateStopIT {

  private static final Duration DOWN = Duration.ofSeconds(2);

  @Test
  void servesSoonAfterTheServerIsBack(PostgresServer server, Score score) {
    try (Bench bench = Bench.start(server, score).awaitFull()) {
      for (int i = 0; i < Scale.times(1, 10); i++) {
        Outage outage = Outage.of(server, score, bench, () -> restart(server));
        score.target("ready 503", outage.notReadyAnswers() > 0);
      }
    }
  }

  private static void restart(PostgresServer server) {
    server.stopAtOnce();
    LockSupport.parkNanos(DOWN.toNanos());
    Thread.ofVirtual().start(server::startAgain);
  }
}
