package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.faults.Score.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A score that excuses too much would prove nothing. */
class ScoreTest {

  private static final Duration LIMIT = Duration.ofSeconds(1);

  @FaultRow(value = 3, openFor = "serving after", open = "not yet")
  private static final class Lenient {}

  @FaultRow(3)
  private static final class Strict {}

  @FaultRow(value = 3, open = "whatever it is")
  private static final class Careless {}

  private final Score score = scoreOf(Lenient.class).injected(1);

  @Test
  void isMetWhenEveryTargetIs() {
    score.atMost("serving after", LIMIT, LIMIT).atMost("errors", 0, 0);
    assertThat(score.verdict()).isEqualTo(Verdict.MET);
  }

  @Test
  void isOpenWhenTheExcusedTargetIsMissed() {
    score.atMost("serving after", LIMIT.plusMillis(1), LIMIT).atMost("errors", 0, 0);
    assertThat(score.verdict()).isEqualTo(Verdict.OPEN);
    assertThat(score.line()).endsWith("| **open**: not yet |");
    score.requireGood();
  }

  @Test
  void failsWhenAnyOtherTargetIsMissed() {
    score.atMost("serving after", LIMIT.plusMillis(1), LIMIT).atMost("errors", 1, 0);
    assertThat(score.verdict()).isEqualTo(Verdict.FAILED);
    assertThatThrownBy(score::requireGood).hasMessageContaining("errors: 1 (limit 0)");
  }

  @Test
  void excusesATimeByAsMuchAsTheMachineStoodStill() {
    Score score = scoreOf(Strict.class, Duration.ofMillis(40)).injected(1);
    score.atMost("serving after", LIMIT.plusMillis(40), LIMIT);
    assertThat(score.verdict()).isEqualTo(Verdict.MET);
    score.atMost("serving after", LIMIT.plusMillis(41), LIMIT);
    assertThat(score.verdict()).isEqualTo(Verdict.FAILED);
    assertThatThrownBy(score::requireGood).hasMessageContaining("1041 ms (limit 1040 ms)");
  }

  @Test
  void failsWhenNothingIsExcused() {
    Score strict = scoreOf(Strict.class).injected(1).atMost("errors", 1, 0);
    assertThat(strict.verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void failsWhenSomethingWasLostWhateverIsExcused() {
    score.audited(new Ledger.Audit(10, 1, 0, 0, 0));
    assertThat(score.verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void judgesNothingThatIsOnlyNoted() {
    score.noted("turned away", 7).noted("turned away", 3);
    assertThat(score.verdict()).isEqualTo(Verdict.MET);
    assertThat(score.line()).contains(" | turned away: 7 (no limit) | ");
  }

  @Test
  void excusesNothingWithoutANameForIt() {
    assertThatThrownBy(() -> scoreOf(Careless.class)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Score scoreOf(Class<?> row) {
    return scoreOf(row, Duration.ZERO);
  }

  private static Score scoreOf(Class<?> row, Duration excused) {
    return new Score(row.getAnnotation(FaultRow.class), () -> excused);
  }
}
