package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainRateTest {

  private static final long SECOND = 1_000_000_000L;

  private final DrainRate rate = new DrainRate();

  @Test
  void saysNothingBeforeItHasSeenEnough() {
    rate.begin(0);
    serve(15, 0, SECOND);
    assertThat(rate.timeFor(1, SECOND)).isEmpty();
  }

  @Test
  void doesNotTakeTheFirstConnectionsOfAPoolForItsPace() {
    rate.begin(0);
    serve(16, 0, SECOND / 4);
    assertThat(rate.timeFor(1000, SECOND / 4)).as("sixty times what was seen").isEmpty();
    assertThat(rate.timeFor(100, SECOND / 4)).contains(Duration.ofNanos(25 * SECOND / 16));
    serve(48, SECOND / 4, 3 * SECOND / 4);
    assertThat(rate.timeFor(1000, SECOND)).as("it stays so slow").isPresent();
  }

  @Test
  void countsTheTimeInWhichSomebodyWaited() {
    rate.begin(0);
    serve(100, 0, SECOND / 2);
    rate.end(SECOND / 2);
    rate.begin(5 * SECOND);
    serve(100, 5 * SECOND, SECOND / 2);
    assertThat(rate.timeFor(400, 5 * SECOND + SECOND / 2)).contains(Duration.ofSeconds(2));
  }

  @Test
  void followsWhenTheQueueMovesMoreSlowly() {
    rate.begin(0);
    serve(1000, 0, SECOND);
    serve(20, SECOND, 2 * SECOND);
    serve(20, 3 * SECOND, 2 * SECOND);
    assertThat(rate.timeFor(20, 5 * SECOND).orElseThrow())
        .isBetween(Duration.ofMillis(1500), Duration.ofMillis(2500));
  }

  @Test
  void slowsDownWhileNothingMoves() {
    rate.begin(0);
    serve(100, 0, SECOND / 2);
    assertThat(rate.timeFor(100, 4 * SECOND)).contains(Duration.ofSeconds(4));
  }

  @Test
  void forgetsWhatWasLongAgo() {
    rate.begin(0);
    serve(100, 0, SECOND);
    rate.end(SECOND);
    rate.begin(60 * SECOND);
    assertThat(rate.timeFor(1, 60 * SECOND)).isEmpty();
  }

  @Test
  void forgetsWhatWasLongAgoAlsoWhenNobodyHasWaitedSince() {
    rate.begin(0);
    serve(100, 0, SECOND);
    rate.end(SECOND);
    rate.end(30 * SECOND);
    assertThat(rate.timeFor(1, 5 * SECOND)).isPresent();
    assertThat(rate.timeFor(1, 60 * SECOND)).isEmpty();
  }

  private void serve(int times, long from, long nanos) {
    for (int i = 1; i <= times; i++) {
      rate.served(from + nanos * i / times);
    }
  }
}
