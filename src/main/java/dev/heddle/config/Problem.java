package dev.heddle.config;

import java.util.Optional;

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

  /** A problem with a value. */
  static Problem of(
      String key, String value, Optional<String> origin, IllegalArgumentException cause) {
    return new Problem(key, Optional.of(value), origin, String.valueOf(cause.getMessage()));
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
