package dev.heddle.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.error.ConfigurationException;
import dev.heddle.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OpeningTest {

  @Test
  void triesAgainWhenAPasswordsFileIsAwayForAMoment() {
    AtomicInteger tries = new AtomicInteger();
    AtomicReference<RuntimeException> fatal = new AtomicReference<>();
    Opening opening =
        Opening.start(
            () -> {
              if (tries.incrementAndGet() == 1) {
                throw new ConfigurationException(List.of("the file is not there"));
              }
            },
            fatal::set);
    Await.until(Duration.ofSeconds(10), opening::isDone, "it has opened");
    assertThat(tries).hasValue(2);
    assertThat(fatal).hasNullValue();
  }
}
