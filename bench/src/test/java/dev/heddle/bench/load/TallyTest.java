package dev.heddle.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TallyTest {

  private static final long MILLI = 1_000_000;

  @Test
  void tellsAcceptedRefusedAndFailedApart() {
    Tally tally = new Tally();
    tally.answered(200, 0, 0, 4 * MILLI);
    tally.answered(201, 0, 0, 6 * MILLI);
    tally.answered(503, 0, 7 * MILLI, 8 * MILLI);
    tally.answered(500, 0, 0, MILLI);
    tally.answered(404, 0, 0, MILLI);
    tally.broken();
    tally.completed(200);
    tally.completed(201);
    tally.completed(503);

    Load load = tally.load(Duration.ofMillis(500), 8, 2);

    assertThat(load.goodput()).isEqualTo(4.0);
    assertThat(load.refusals()).isEqualTo(2.0);
    assertThat(load.errors()).isEqualTo(2 + 1 + 2);
    assertThat(load.accepted().getMaxValue()).isBetween(6 * MILLI, 6 * MILLI + MILLI / 100);
    assertThat(load.refused().getMaxValue()).isBetween(8 * MILLI, 8 * MILLI + MILLI / 100);
    assertThat(load.refusedAfterSending().getMaxValue()).isBetween(MILLI, MILLI + MILLI / 100);
  }
}
