package dev.heddle.bench.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadinessTest {

  @Test
  void aRateThatStillRisesIsNotSteady() {
    Steadiness steadiness = new Steadiness();
    for (double rate : new double[] {100, 150, 200, 250, 300, 350, 400}) {
      steadiness.add(rate);
      assertThat(steadiness.isReached()).isFalse();
    }
  }

  @Test
  void aRateThatOnlyShakesIsSteady() {
    Steadiness steadiness = new Steadiness();
    for (double rate : new double[] {100, 300, 400, 300, 350, 380, 340, 360}) {
      steadiness.add(rate);
    }

    assertThat(steadiness.isReached()).isTrue();
  }

  @Test
  void nothingAtAllIsNotSteady() {
    Steadiness steadiness = new Steadiness();
    for (int i = 0; i < 10; i++) {
      steadiness.add(0);
    }

    assertThat(steadiness.isReached()).isFalse();
  }
}
