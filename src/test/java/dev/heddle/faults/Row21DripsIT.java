package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.Await;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.RawConnection.Transcript;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Clients that send a byte now and then, under the shipped limits. */
@FaultRow(21)
class Row21DripsIT {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration GIVEN_UP = Duration.ofSeconds(30);
  private static final Duration PACE = Duration.ofMillis(100);

  private static final String PATH = "/ledger/" + Ledger.FIRST;

  private static final List<String> BEGINNINGS =
      List.of(
          "G",
          "GET " + PATH + " HTTP/1.1\r\nHost: x\r\nX-Drip: ",
          "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
          "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n",
          "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");

  private final PostgresServer server;
  private final Score score;

  Row21DripsIT(PostgresServer server, Score score) {
    this.server = server;
    this.score = score;
  }

  @Test
  void drippingConnectionsAreClosed() throws Exception {
    try (Bench bench = Bench.start(server, score);
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Duration>> closed = new ArrayList<>();
      for (int i = 0; i < Scale.times(8, 80); i++) {
        for (String beginning : BEGINNINGS) {
          closed.add(clients.submit(() -> drip(bench.port(), beginning)));
        }
      }
      score.injected(closed.size());
      score.atMost("closed after", longest(closed), LIMIT);
      assertThat(bench.serves()).isTrue();
      assertThat(bench.ledger().holds(Ledger.FIRST)).as("applied from half a request").isFalse();
    }
  }

  private static Duration longest(List<Future<Duration>> all)
      throws ExecutionException, InterruptedException {
    Duration longest = Duration.ZERO;
    for (Future<Duration> one : all) {
      longest = longest.compareTo(one.get()) < 0 ? one.get() : longest;
    }
    return longest;
  }

  /** How long the server puts up with it. */
  private Duration drip(int port, String beginning) throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      connection.send(beginning);
      long start = System.nanoTime();
      Await.until(
          GIVEN_UP,
          () -> {
            try {
              // Each byte is looked for its answer for a while, so they come slowly.
              Transcript answer = connection.send("1").readUntilClosed(PACE);
              score.watch().read("an answer", answer.text());
              return answer.closed();
            } catch (SocketException _) {
              return true;
            }
          },
          "closed");
      return Bench.since(start);
    }
  }
}
