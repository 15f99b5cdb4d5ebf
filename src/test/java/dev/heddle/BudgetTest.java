package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.SessionSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {

  @ParameterizedTest
  @CsvSource({"PT30S, PT29.8S", "PT2S, PT1.8S", "PT1S, PT0.9S", "PT0.1S, PT0.09S"})
  void keepsATenthAtMost200MillisecondsForTheEnd(Duration whole, Duration work) {
    long before = System.nanoTime();

    Budget budget = budget(whole, Duration.ZERO);

    assertThat(Duration.ofNanos(budget.deadline() - before)).isGreaterThanOrEqualTo(work);
    assertThat(Duration.ofNanos(budget.deadline() - System.nanoTime())).isLessThanOrEqualTo(work);
  }

  @Test
  void givesAStatementItsOwnLimitWhole() {
    long before = System.nanoTime();

    long end = budget(Duration.ofSeconds(30), Duration.ofSeconds(1)).statementDeadline();

    assertThat(Duration.ofNanos(end - before)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void hasNoEndWhenItIsZero() {
    Budget endless = budget(Duration.ZERO, Duration.ZERO);

    assertThat(endless.isUsedUp()).isFalse();
    assertThat(endless.spent()).matches("\\d+ ms after it began");
  }

  @Test
  void saysHowMuchIsSpentAndWhatIsKeptForTheEnd() {
    assertThat(budget(Duration.ofSeconds(2), Duration.ZERO).spent())
        .matches(
            "\\d+ ms after it began \\(budget 2000 ms, of which the last 200 ms are for"
                + " stopping\\)");
  }

  private static Budget budget(Duration whole, Duration statement) {
    return Budget.of(new SessionSettings(whole, statement), TransactionOptions.write());
  }
}
