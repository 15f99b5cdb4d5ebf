package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0s, PT0S",
    "500ms, PT0.5S",
    "30s, PT30S",
    "30 s, PT30S",
    "5m, PT5M",
    "1h, PT1H",
    "7d, PT168H",
    "PT1M30S, PT1M30S",
    "pt1s, PT1S"
  })
  void readsANumberAndAUnitOrIso(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @Property
  void readsBackWhatItWrites(@ForAll @LongRange(min = 0) long nanos) {
    Duration duration = Duration.ofNanos(nanos);

    assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "PT90S, 90s", "PT2M, 2m", "PT24H, 1d", "PT36H, 36h", "PT1.5S, 1500ms"})
  void writesTheShortestUnitThatFits(Duration duration, String expected) {
    assertThat(Durations.format(duration)).isEqualTo(expected);
  }
}
