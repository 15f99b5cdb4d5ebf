package dev.heddle.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that is wrong with the configuration, in one line.
 *
 * @param key the full key
 * @param value what it is, redacted where it may be a secret; empty when nothing is to be shown
 * @param origin where the value came from, when known
 * @param what what is wrong and, after a semicolon, the next step
 */
record Problem(String key, Optional<String> value, Optional<String> origin, String what) {

  /** What is shown in place of a secret. */
  static final String REDACTED = "***";

  private static final Set<String> SECRET_WORDS =
      Set.of("password", "passphrase", "secret", "token", "credential", "private");

  /** A problem with a value. */
  static Problem of(
      String key, String value, Optional<String> origin, IllegalArgumentException cause) {
    return new Problem(key, Optional.of(value), origin, String.valueOf(cause.getMessage()));
  }

  /** The value of a key that is not Heddle's, as it may be shown; where a file is, is no secret. */
  static String shown(String key, String value) {
    String plain = key.toLowerCase(Locale.ROOT);
    boolean secret = SECRET_WORDS.stream().anyMatch(plain::contains) && !plain.endsWith(".path");
    return secret ? REDACTED : value;
  }

  /** The line for people. */
  String text() {
    return key
        + value.map(shown -> " = " + shown).orElse("")
        + origin.map(place -> " (" + place + ")").orElse("")
        + ": "
        + what;
  }
}
