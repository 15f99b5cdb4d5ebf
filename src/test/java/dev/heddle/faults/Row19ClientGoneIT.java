package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.Await;
import dev.heddle.testing.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that go away while the server works for them. */
@FaultRow(19)
class Row19ClientGoneIT {

  private static final int CLIENTS = 20;
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(40);

  private static final String ASLEEP =
      "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app' AND wait_event = 'PgSleep'";

  private final PostgresServer server;
  private final Score score;

  Row19ClientGoneIT(PostgresServer server, Score score) {
    this.server = server;
    this.score = score;
  }

  @Test
  void theirStatementsAreCancelledAndTheirConnectionsBack() throws IOException {
    try (Bench bench =
        Bench.start(
            server,
            score,
            settings -> settings,
            (routes, db) ->
                routes
                    .get("/slow", db.read((session, _) -> session.get("SELECT pg_sleep(25)")))
                    .post(
                        "/slow",
                        db.write(
                            (session, _) -> {
                              session.insert(Ledger.APPLY, Ledger.FIRST);
                              return session.get("SELECT pg_sleep(25)");
                            })))) {
      bench.awaitFull();
      for (int i = 0; i < Scale.times(2, 20); i++) {
        leave(bench, i % 2 == 0 ? "GET" : "POST");
      }
      assertThat(bench.ledger().holds(Ledger.FIRST))
          .as("kept for a client that has gone")
          .isFalse();
      assertThat(bench.serves()).isTrue();
    }
  }

  private void leave(Bench bench, String method) throws IOException {
    List<RawConnection> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          RawConnection.open(bench.port())
              .send(method + " /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
    }
    Await.until(SOON, () -> server.count(ASLEEP) == CLIENTS, "each is at work");
    for (RawConnection client : clients) {
      client.close();
    }
    long gone = System.nanoTime();
    score.injected(CLIENTS);
    Await.until(
        SOON,
        () -> server.busyBackends() == 0 && bench.database().stats().checkedOut() == 0,
        "nothing is at work any more");
    Duration took = Bench.since(gone);
    score.recovery(took).atMost("cancelled and back after", took, LIMIT);
  }
}
