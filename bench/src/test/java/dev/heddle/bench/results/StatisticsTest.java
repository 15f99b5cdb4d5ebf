package dev.heddle.bench.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.bench.results.Statistics.Interval;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
    assertThat(Statistics.median(3, 1, 2)).isEqualTo(2);
    assertThat(Statistics.median(4, 1, 2, 3)).isEqualTo(2.5);
    assertThat(Statistics.median()).isNaN();
  }

  @Test
  void fewRoundsGiveTheWholeRangeAndSayHowLittleThatCovers() {
    assertThat(Statistics.ofMedian(1.0)).isEqualTo(new Interval(1, 1, 0));
    assertThat(Statistics.ofMedian(1.2, 1.0, 1.1)).isEqualTo(new Interval(1.0, 1.2, 0.75));
    assertThat(Statistics.ofMedian(1, 2, 3, 4, 5)).isEqualTo(new Interval(1, 5, 0.9375));
  }

  @Test
  void manyRoundsLeaveOutAsManyExtremesAsNinetyFivePerCentAllow() {
    // With 9 values the second and the eighth cover 1 - 2 (1 + 9) / 512.
    Interval nine = Statistics.ofMedian(1, 2, 3, 4, 5, 6, 7, 8, 9);

    assertThat(nine.low()).isEqualTo(2);
    assertThat(nine.high()).isEqualTo(8);
    assertThat(nine.coverage()).isCloseTo(1 - 20.0 / 512, within(1e-12));
  }

  @Test
  void theIntervalCoversTheTrueMedianAsOftenAsItSays() {
    Random random = new Random(42);
    int covered = 0;
    double claimed = 0;
    for (int trial = 0; trial < 20_000; trial++) {
      double[] values = random.doubles(7).map(uniform -> uniform * uniform).toArray();
      Interval interval = Statistics.ofMedian(values);
      claimed = interval.coverage();
      covered += interval.holds(0.25) ? 1 : 0;
    }

    assertThat(covered / 20_000.0).isCloseTo(claimed, within(0.01));
  }

  @Test
  void aChangeIsTheMedianOfAllPairwiseRatios() {
    double[] before = {100, 110, 90};
    double[] after = {200, 220, 180};

    assertThat(Statistics.change(before, after)).isEqualTo(2.0);
    assertThat(Statistics.ofChange(before, after).holds(2.0)).isTrue();
    assertThat(Statistics.ofChange(before, after).holds(1.0)).isFalse();
  }

  @Test
  void withThreeRoundsEachAChangeIsCoveredNineTimesOutOfTen() {
    // All of one sample above all of the other happens by chance once in 20, and so the other way.
    Interval interval = Statistics.ofChange(new double[] {1, 2, 3}, new double[] {4, 5, 6});

    assertThat(interval.coverage()).isCloseTo(0.9, within(1e-12));
    assertThat(interval.low()).isEqualTo(4.0 / 3);
    assertThat(interval.high()).isEqualTo(6.0);
  }

  @Test
  void noiseAloneIsSeldomTakenForAChange() {
    Random random = new Random(7);
    int wrong = 0;
    for (int trial = 0; trial < 5_000; trial++) {
      double[] before = random.doubles(6, 80, 120).toArray();
      double[] after = random.doubles(6, 80, 120).toArray();
      wrong += Statistics.ofChange(before, after).holds(1) ? 0 : 1;
    }

    assertThat(wrong / 5_000.0).isLessThan(0.06);
  }

  @Test
  void givenValuesStayInTheirOrder() {
    double[] values = {3, 1, 2};
    Statistics.median(values);
    Statistics.ofMedian(values);

    assertThat(Arrays.equals(values, new double[] {3, 1, 2})).isTrue();
  }
}
