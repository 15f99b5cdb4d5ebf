package dev.heddle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The end of the time that was said beforehand. */
class TimeLimitTest {

  @Test
  void interruptsWhoRunsAndSaysWhy() {
    try (TimeLimit limit = TimeLimit.of(Duration.ofMillis(20))) {
      boolean interrupted = false;
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
      assertThat(interrupted).isTrue();
      assertThat(limit.isOver()).isTrue();
    }
  }

  @Test
  void isNotOverBefore() {
    try (TimeLimit limit = TimeLimit.of(Duration.ofHours(1))) {
      assertThat(limit.isOver()).isFalse();
    }
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
