package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.Traffic;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Fifty clients on a pool of five. A delay is that of a round trip. The short form has too few
 * answers for a 99th percentile, and takes the 95th.
 */
@FaultRow(value = 9, differs = "session budget 2 s; pool of 5")
class Row09SlowNetworkIT {

  private static final Duration BUDGET = Duration.ofSeconds(2);
  private static final Duration LATE = Duration.ofMillis(500);
  private static final int TAIL = Scale.isLong() ? 99 : 95;
  private static final Duration LIMIT = Scale.time(Duration.ofMinutes(1), Duration.ofMinutes(5));
  private static final SessionSettings SESSION = new SessionSettings(BUDGET, Duration.ZERO);

  @Test
  void answersInTimeWith50MillisecondsMore(PostgresServer server, Score score) throws IOException {
    answersInTime(server, score, "50 ms", Traffic.delayedBy(Duration.ofMillis(25)));
  }

  @Test
  void answersInTimeWith500MillisecondsMore(PostgresServer server, Score score) throws IOException {
    Load load = answersInTime(server, score, "500 ms", Traffic.delayedBy(Duration.ofMillis(250)));
    score.target("some 503 busy with 500 ms", load.errorsByKind().containsKey("503 busy"));
  }

  @Test
  void answersInTimeWithOneMegabit(PostgresServer server, Score score) throws IOException {
    answersInTime(server, score, "1 Mbit/s", Traffic.bitsPerSecond(1_000_000));
  }

  private static Load answersInTime(PostgresServer server, Score score, String how, Traffic traffic)
      throws IOException {
    try (FaultProxy proxy = FaultProxy.before(server.url());
        Bench bench =
            Bench.start(
                server,
                score,
                s ->
                    s.withUrl(proxy.url(server.url()))
                        .withSession(SESSION)
                        .withPool(PoolSettings.defaults().withSize(5, 0)))) {
      bench.awaitFull();
      proxy.shape(traffic);
      Load load = Load.start(bench, 50, Duration.ofMillis(5));
      Await.until(LIMIT, () -> load.requests() >= Scale.times(200, 4000), "enough answers");
      load.stop();
      proxy.shape(Traffic.FREE);
      score.injected(proxy.injected()).errors(load.errors()).latency(load.worst());
      score.atMost(TAIL + "th percentile with " + how, load.percentile(TAIL), BUDGET);
      score.atMost("worst with " + how, load.worst(), BUDGET.plus(LATE));
      score.atMost("errors without Retry-After with " + how, load.unshed(), 0);
      assertThat(load.successes()).as("some are served with %s", how).isPositive();
      long start = System.nanoTime();
      Await.until(LIMIT, bench::serves, "it serves");
      score.recovery(Bench.since(start));
      return load;
    }
  }
}
