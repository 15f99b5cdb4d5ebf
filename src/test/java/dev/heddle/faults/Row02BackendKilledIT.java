package dev.heddle.faults;

import org.junit.jupiter.api.Test;

@FaultRow(value = 2, open = "the pause between failed sign-ins grows while the server is away")
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
