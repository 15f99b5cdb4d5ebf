package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderNames;
import io.helidon.http.WritableHeaders;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBudgetTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Prefer    | wait=10                        | PT10S",
        "prefer    | respond-async, wait=10         | PT10S",
        "Prefer    | wait = 7; foo=bar, return=x    | PT7S",
        "Prefer    | return=minimal; wait=\"3\"     | PT3S",
        "Prefer    | wait=0                         |",
        "Prefer    | wait=soon                      |",
        "Prefer    | await=3                        |",
        "Prefer    | return=minimal                 |",
        "X-Timeout | 250                            | PT0.25S",
        "X-Timeout | 0                              |",
      })
  void readsWhatTheHeaderSays(String name, String value, Duration expected) {
    assertThat(budget(name, value)).isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "1.5", "10s", "", "1, 2", "9999999999999"})
  void refusesWhatIsNoNumber(String value) {
    assertThatThrownBy(() -> budget("X-Timeout", value)).isInstanceOf(BadRequestException.class);
  }

  @Test
  void isNoneWithoutTheHeader() {
    assertThat(RequestBudget.in(Optional.of("Prefer")).of(WritableHeaders.create())).isEmpty();
    assertThat(RequestBudget.in(Optional.empty()).of(headers("Prefer", "wait=1"))).isEmpty();
  }

  private static Optional<Duration> budget(String name, String value) {
    return RequestBudget.in(Optional.of(name)).of(headers(name, value));
  }

  private static WritableHeaders<?> headers(String name, String value) {
    return WritableHeaders.create().set(HeaderNames.create(name), value);
  }
}
