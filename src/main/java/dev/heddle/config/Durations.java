package dev.heddle.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: a whole number and a unit ({@code 500ms}, {@code 30s}, {@code
 * 5m}, {@code 1h}, {@code 7d}), or ISO-8601 ({@code PT30S}).
 */
final class Durations {

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,12}) ?(ms|s|m|h|d)");
  private static final Pattern BARE_NUMBER = Pattern.compile("[+-]?\\d+([.,]\\d+)?");

  private Durations() {}

  /**
   * The duration that the text says.
   *
   * @throws IllegalArgumentException for anything else, with what to write instead
   */
  static Duration parse(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        default -> Duration.ofDays(amount);
      };
    }
    if (BARE_NUMBER.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "has no unit; write for instance 30s for seconds or 500ms for milliseconds");
    }
    try {
      return Duration.parse(text.toUpperCase(Locale.ROOT));
    } catch (DateTimeParseException _) {
      throw new IllegalArgumentException(
          "is not a duration; write a whole number and a unit, as in 500ms, 30s, 5m, 1h or 7d");
    }
  }

  /** The shortest text that {@link #parse} reads back as the same duration. */
  static String format(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.toNanosPart() % 1_000_000 != 0 || duration.isNegative()) {
      return duration.toString();
    }
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
