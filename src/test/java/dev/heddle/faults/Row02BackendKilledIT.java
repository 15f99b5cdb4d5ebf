package dev.heddle.faults;

import org.junit.jupiter.api.Test;

@FaultRow(2)
class Row02BackendKilledIT {

  @Test
  void servesSoonAfterTheServerHasRecovered(PostgresServer server, Score score) {
    try (Bench bench = Bench.start(server, score).awaitFull()) {
      long notReady = 0;
      for (int i = 0; i < Scale.times(2, 20); i++) {
        notReady += Outage.of(server, score, bench, server::killOne).notReadyAnswers();
      }
      // Over all of them: one recovery may be over before readiness is asked.
      score.target("ready 503", notReady > 0);
    }
  }
}
