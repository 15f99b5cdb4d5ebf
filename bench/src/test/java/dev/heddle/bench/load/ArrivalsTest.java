package dev.heddle.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private static final long SECOND = 1_000_000_000;

  @Test
  void areAsManyAsTheRateSays() {
    assertThat(new Arrivals(0, 1_500, 2 * SECOND).count()).isEqualTo(3_000);
    assertThat(new Arrivals(0, 0.1, SECOND).count()).isEqualTo(1);
  }

  @Test
  void keepTheirDistanceAndNeverDrift() {
    Arrivals arrivals = new Arrivals(50, 3_000, 10 * SECOND);
    long last = 0;
    for (int i = 0; arrivals.hasNext(); i++, arrivals.advance()) {
      last = arrivals.nextTime();
      assertThat(last).isEqualTo(50 + Math.round(i * (SECOND / 3_000.0)));
    }
    assertThat(last).isBetween(10 * SECOND - SECOND / 3_000, 10 * SECOND + 50);
  }
}
