package dev.heddle.bench.results;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.bench.results.Comparison.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  private static final double[] SLOW = {100, 102, 98, 101};
  private static final double[] FAST = {150, 149, 152, 151};

  @Test
  void aRateThatRoseBeyondTheNoiseIsFasterAndTheOtherWayRoundSlower() {
    assertThat(verdict(results("agroal", SLOW), results("agroal", FAST))).isEqualTo(Verdict.FASTER);
    assertThat(verdict(results("agroal", FAST), results("agroal", SLOW))).isEqualTo(Verdict.SLOWER);
  }

  @Test
  void aRateThatOnlyShookIsTheSame() {
    double[] shaken = {99, 103, 97, 101.5};

    assertThat(verdict(results("agroal", SLOW), results("agroal", shaken))).isEqualTo(Verdict.SAME);
  }

  @Test
  void twoRoundsCannotTell() {
    assertThat(
            verdict(
                results("agroal", new double[] {100, 101}),
                results("agroal", new double[] {200, 201})))
        .isEqualTo(Verdict.TOO_FEW_ROUNDS);
  }

  @Test
  void aFasterMachineIsNotTakenForAFasterContender() {
    Results before = both(SLOW, SLOW);
    Results after = both(FAST, FAST);

    Comparison comparison = Comparison.of(before, after);

    assertThat(change(comparison, "hikari-raw").verdict()).isEqualTo(Verdict.FASTER);
    assertThat(change(comparison, "agroal").verdict()).isEqualTo(Verdict.SAME);
    assertThat(change(comparison, "agroal").relative()).isTrue();
  }

  @Test
  void whatOnlyOneOfThemMeasuredIsNamed() {
    String text = Comparison.of(results("agroal", SLOW), results("hikari-raw", SLOW)).toString();

    assertThat(text)
        .contains("only before    session closed-looping, agroal, 10 workers")
        .contains("only after     session closed-looping, hikari-raw, 10 workers")
        .contains("no measurement in common");
  }

  private static Verdict verdict(Results before, Results after) {
    return Comparison.of(before, after).changes().getFirst().verdict();
  }

  private static Comparison.Change change(Comparison comparison, String contender) {
    return comparison.changes().stream()
        .filter(change -> change.key().contender().equals(contender))
        .findFirst()
        .orElseThrow();
  }

  private static Results results(String contender, double[] rates) {
    return new Results(Map.of(), true, lines(contender, rates), List.of());
  }

  private static Results both(double[] baseline, double[] contender) {
    List<Line> lines = new ArrayList<>(lines("hikari-raw", baseline));
    lines.addAll(lines("agroal", contender));
    return new Results(Map.of(), true, lines, List.of());
  }

  private static List<Line> lines(String contender, double[] rates) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < rates.length; i++) {
      lines.add(Line.of("session", contender, "closed-looping", "", 10, i + 1, rates[i]));
    }
    return lines;
  }
}
