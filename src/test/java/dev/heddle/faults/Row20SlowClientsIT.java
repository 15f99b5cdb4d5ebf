package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.Await;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.RawConnection.Transcript;
import dev.heddle.web.SessionHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@FaultRow(20)
class Row20SlowClientsIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** More than the pool and its overflow. */
  private static final int CLIENTS = Scale.times(120, 480);

  private static final int FAST_REQUESTS = 100;

  /** More than the buffers of both sockets take. */
  private static final byte[] LARGE = new byte[8 << 20];

  private final PostgresServer server;
  private final Score score;
  private final CountDownLatch answered = new CountDownLatch(CLIENTS);

  Row20SlowClientsIT(PostgresServer server, Score score) {
    this.server = server;
    this.score = score;
  }

  @Test
  void slowBodiesHoldNoConnection() throws IOException {
    try (Bench bench = Bench.start(server, score).awaitFull()) {
      List<RawConnection> slow = new ArrayList<>();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          slow.add(
              RawConnection.open(bench.port())
                  .send(
                      "POST /ledger/%d HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf"
                          .formatted(Ledger.FIRST)));
        }
        assertNoneHeldAndOthersServed(bench);
        for (RawConnection each : slow) {
          Transcript answer = each.finish().readUntilClosed(SOON);
          assertThat(answer.closed()).isTrue();
          score.watch().read("an answer", answer.text());
        }
      } finally {
        closeAll(slow);
      }
      assertThat(bench.ledger().holds(Ledger.FIRST)).as("applied from half a request").isFalse();
    }
  }

  @Test
  void slowReadersHoldNoConnection() throws Exception {
    try (Bench bench = Bench.start(server, score, settings -> settings, this::large).awaitFull()) {
      List<RawConnection> slow = new ArrayList<>();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          slow.add(RawConnection.open(bench.port()).send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n"));
        }
        assertThat(answered.await(30, TimeUnit.SECONDS)).as("each has used a connection").isTrue();
        Await.until(SOON, () -> bench.database().stats().checkedOut() == 0, "given back");
        assertNoneHeldAndOthersServed(bench);
        for (RawConnection each : slow) {
          score.watch().read("an answer", each.readHead());
        }
      } finally {
        closeAll(slow);
      }
    }
  }

  private void large(HttpRouting.Builder routes, SessionHandlers db) {
    routes.get(
        "/large",
        db.read(
            (session, _) -> {
              assertThat(session.get("SELECT 1")).isPresent();
              answered.countDown();
              return LARGE;
            }));
  }

  private void assertNoneHeldAndOthersServed(Bench bench) {
    score.injected(CLIENTS);
    long held = bench.database().stats().checkedOut();
    for (int i = 0; i < FAST_REQUESTS; i++) {
      Reply reply = i % 2 == 0 ? bench.post(bench.ledger().next()) : bench.get("/ledger/0");
      score.latency(reply.took()).errors(reply.isSuccess() ? 0 : 1);
      held = Math.max(held, bench.database().stats().checkedOut());
    }
    score.atMost("connections held by %d slow clients".formatted(CLIENTS), held, 0);
  }

  private static void closeAll(List<RawConnection> connections) throws IOException {
    for (RawConnection connection : connections) {
      connection.close();
    }
  }
}
