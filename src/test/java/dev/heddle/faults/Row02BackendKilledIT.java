package dev.heddle.faults;

import org.junit.jupiter.api.Test;

@FaultRow(2)
class Row02BackendKilledIT {

  @Test
  void servesSoonAfterTheServerHasRecovered(PostgresServer server, Score score) {
    try (Bench bench = Bench.start(server, score).awaitFull()) {
      for (int i = 0; i < Scale.times(2, 20); i++) {
        Outage.of(server, score, bench, server::killOne);
      }
    }
  }
}
