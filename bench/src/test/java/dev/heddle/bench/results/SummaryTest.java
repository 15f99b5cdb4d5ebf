package dev.heddle.bench.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void theRatioIsThatOfTheMediansAndItsIntervalComesFromTheRounds() {
    List<Line> lines = new ArrayList<>();
    double[] raw = {100, 50, 200};
    double[] ours = {110, 60, 210};
    for (int round = 1; round <= 3; round++) {
      lines.add(line("hikari-raw", round, raw[round - 1]));
      lines.add(line("heddle-read", round, ours[round - 1]));
    }

    Summary summary = results(lines).summaries().get(1);

    assertThat(summary.ratio()).isEqualTo(1.1);
    assertThat(summary.interval()).isEqualTo(new Statistics.Interval(210 / 200.0, 60 / 50.0, 0.75));
  }

  @Test
  void aRoundThatTheBaselineMissedIsLeftOutOfTheInterval() {
    List<Line> lines =
        List.of(line("hikari-raw", 1, 100), line("agroal", 1, 90), line("agroal", 2, 500));

    Summary summary = results(lines).summaries().get(1);

    assertThat(summary.interval()).isEqualTo(new Statistics.Interval(0.9, 0.9, 0));
  }

  @Test
  void withoutABaselineThereIsNoRatio() {
    assertThat(results(List.of(line("agroal", 1, 90))).summaries().getFirst().ratio()).isNull();
  }

  @Test
  void starvationInOneRoundIsNotHidden() {
    List<Line> lines =
        List.of(
            line("agroal", 1, 90).withWorkers(new Spread(5, 10, 20), 0),
            line("agroal", 2, 90).withWorkers(new Spread(0, 11, 30), 3),
            line("agroal", 3, 90).withWorkers(new Spread(6, 12, 25), 0));

    Line typical = results(lines).summaries().getFirst().typical();

    assertThat(typical.starvedWorkers()).isEqualTo(3);
    assertThat(typical.sessionsPerWorker()).isEqualTo(new Spread(0, 11, 30));
  }

  private static Results results(List<Line> lines) {
    return new Results(Map.of(), true, lines, List.of());
  }

  private static Line line(String contender, int round, double rate) {
    return Line.of("session", contender, "closed-looping", "", 10, round, rate);
  }
}
