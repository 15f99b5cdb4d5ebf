package dev.heddle.bench.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolAdviceTest {

  @Test
  void theSmallestSizeThatIsNearlyTheBestIsAdvised() {
    PoolAdvice advice =
        PoolAdvice.of(curve(new int[] {2, 8, 16, 50}, 5_000, 9_700, 10_000, 9_000), 50);

    assertThat(advice.size()).isEqualTo(8);
    assertThat(advice.reason())
        .isEqualTo(
            "with 50 workers 8 connections do 9700 sessions/s at a p99 of 1.0 ms, within 5 % of the"
                + " most, 10000 sessions/s with 16; 2 do 5000; 50 do 9000 at a p99 of 1.0 ms");
  }

  @Test
  void aCurveThatStillRisesAsksForLargerSizes() {
    PoolAdvice advice = PoolAdvice.of(curve(new int[] {2, 4}, 5_000, 10_000), 50);

    assertThat(advice.size()).isEqualTo(4);
    assertThat(advice.reason()).contains("the most of all sizes").contains("try larger ones");
  }

  @Test
  void oneLuckyRoundDoesNotDecide() {
    List<Line> lines = curve(new int[] {8, 16}, 10_000, 10_100);
    lines.addAll(curve(new int[] {8, 16}, 10_000, 10_100));
    lines.addAll(curve(new int[] {8, 16}, 10_000, 30_000));

    assertThat(PoolAdvice.of(lines, 50).size()).isEqualTo(8);
    assertThat(PoolAdvice.of(lines, 50).reason())
        .endsWith(
            "; the rounds of a size differ by 99 %, and the sizes by 1 %, so this is a hint only:"
                + " measure longer, with --seconds and --rounds");
  }

  private static List<Line> curve(int[] sizes, double... rates) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      lines.add(
          Line.of("sweep", "heddle-transaction", sizes[i] + " connections", "", 50, 1, rates[i])
              .withTimes(null, new Quantiles(500, 1_000, 2_000, 3_000))
              .with("poolSize", sizes[i]));
    }
    return lines;
  }
}
