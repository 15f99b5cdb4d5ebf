package dev.heddle.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.error.ConfigurationException;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.testing.LogCapture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class OpeningTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void givesUpAfterAnError() {
    AtomicReference<Throwable> fatal = new AtomicReference<>();
    Opening opening =
        Opening.start(
            () -> {
              throw new NoClassDefFoundError("gone");
            },
            fatal::set);
    opening.await(SOON);
    assertThat(fatal.get()).isInstanceOf(NoClassDefFoundError.class);
    assertThat(opening.isDone()).isFalse();
  }

  @Test
  void tellsAReasonOnceHoweverLongItLasts() {
    AtomicInteger tries = new AtomicInteger();
    try (LogCapture log = LogCapture.of(Opening.class.getName())) {
      Opening opening =
          Opening.start(
              () -> {
                int tried = tries.incrementAndGet();
                if (tried < 4) {
                  throw new DatabaseUnavailableException(
                      "no connection for %d ms (open=%d, %s)"
                          .formatted(1000 * tried, tried, tried < 3 ? "08001" : "53300"),
                      null);
                }
              },
              _ -> {});
      opening.await(SOON);
      assertThat(opening.isDone()).isTrue();
      assertThat(log.from(Level.WARNING))
          .hasSize(2)
          .satisfiesExactly(
              line -> assertThat(line).contains("1000 ms", "08001"),
              line -> assertThat(line).contains("3000 ms", "53300"));
    }
  }

  @Test
  void triesAgainWhenAPasswordsFileIsAwayForAMoment() {
    AtomicInteger tries = new AtomicInteger();
    AtomicReference<Throwable> fatal = new AtomicReference<>();
    Opening opening =
        Opening.start(
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new ConfigurationException(List.of("the file is not there"));
              }
            },
            fatal::set);
    opening.await(SOON);
    assertThat(opening.isDone()).isTrue();
    assertThat(tries).hasValue(2);
    assertThat(fatal).hasNullValue();
  }
}
