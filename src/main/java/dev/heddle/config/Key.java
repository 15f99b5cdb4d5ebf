package dev.heddle.config;

import dev.heddle.error.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One key of the configuration, and the only place that knows its type, default, range and meaning:
 * reading, checking, listing and documenting it all start here.
 *
 * @param <T> what its text is read as
 * @param name the name below its section, as in {@code pool.size}
 * @param type the type in words
 * @param fallback the text that counts when nothing is configured, if there is one
 * @param range what is accepted, in words
 * @param meaning what it does, in words
 * @param showing when its value may be shown
 * @param reading reads the text; throws IllegalArgumentException with what is wrong and what to do
 * @param checking refuses a value in the same way
 */
record Key<T>(
    String name,
    String type,
    Optional<String> fallback,
    String range,
    String meaning,
    Showing showing,
    Function<String, T> reading,
    Check<T> checking) {

  private static final Pattern CREDENTIALS = Pattern.compile("://[^/]*@|:[^/]+@");

  /** When a value may be shown to people. */
  enum Showing {
    /** Unless it looks like an address with credentials. */
    ALWAYS,
    /** Once it is known to hold no credentials. */
    WHEN_VALID,
    /** It is a secret. */
    NEVER
  }

  /** Refuses a value by throwing IllegalArgumentException with what is wrong and what to do. */
  @FunctionalInterface
  interface Check<T> {
    void accept(T value);
  }

  /** A whole number from {@code min} to {@code max} that need not be given. */
  static Key<Integer> count(String name, int min, int max, String meaning) {
    return count(name, Optional.empty(), min, max, meaning);
  }

  /** A whole number from {@code min} to {@code max}. */
  static Key<Integer> count(String name, int fallback, int min, int max, String meaning) {
    return count(name, Optional.of(Integer.toString(fallback)), min, max, meaning);
  }

  private static Key<Integer> count(
      String name, Optional<String> fallback, int min, int max, String meaning) {
    return new Key<>(
        name,
        "whole number",
        fallback,
        min + " to " + max,
        meaning,
        Showing.ALWAYS,
        text -> wholeNumber(text, min, max),
        value -> {
          if (value < min || value > max) {
            throw new IllegalArgumentException(
                "is out of range; give a whole number from " + min + " to " + max);
          }
        });
  }

  /** A duration from {@code min} to {@code max}; zero too, when {@code zero} says what it means. */
  static Key<Duration> duration(
      String name, String fallback, String min, String max, String zero, String meaning) {
    String range = min + " to " + max + (zero.isEmpty() ? "" : ", or 0s: " + zero);
    Duration least = Durations.parse(min);
    Duration most = Durations.parse(max);
    return new Key<>(
        name,
        "duration",
        Optional.of(fallback),
        range,
        meaning,
        Showing.ALWAYS,
        Durations::parse,
        value -> {
          boolean allowedZero = value.isZero() && !zero.isEmpty();
          if (!allowedZero && (value.compareTo(least) < 0 || value.compareTo(most) > 0)) {
            throw new IllegalArgumentException("is out of range; give " + range);
          }
        });
  }

  /** A number of bytes from {@code min} to {@code max}. */
  static Key<Integer> size(String name, String fallback, String min, String max, String meaning) {
    int least = Sizes.parse(min);
    int most = Sizes.parse(max);
    return new Key<>(
        name,
        "size",
        Optional.of(fallback),
        min + " to " + max,
        meaning,
        Showing.ALWAYS,
        Sizes::parse,
        value -> {
          if (value < least || value > most) {
            throw new IllegalArgumentException(
                "is out of range; give a size from " + min + " to " + max);
          }
        });
  }

  /** A switch, off unless it is turned on. */
  static Key<Boolean> flag(String name, boolean fallback, String meaning) {
    return new Key<>(
        name,
        "switch",
        Optional.of(Boolean.toString(fallback)),
        "true, false",
        meaning,
        Showing.ALWAYS,
        Key::trueOrFalse,
        value -> {});
  }

  /** An address of this machine to listen on. */
  static Key<String> listener(String name, String fallback, String meaning) {
    return text(
        name,
        Optional.of(fallback),
        "an address",
        meaning,
        host -> {
          if (!ServerAddress.isHost(host)) {
            throw new IllegalArgumentException(
                "is not a host name or an IP address; give one, as in 0.0.0.0 or 127.0.0.1");
          }
        });
  }

  /** One of a few words. */
  static Key<String> choice(String name, String fallback, List<String> words, String meaning) {
    String range = String.join(", ", words);
    return text(
        name,
        Optional.of(fallback),
        range,
        meaning,
        value -> {
          if (!words.contains(value)) {
            throw new IllegalArgumentException("is not known; give one of " + range);
          }
        });
  }

  /** A text that a check accepts. */
  static Key<String> text(
      String name, Optional<String> fallback, String range, String meaning, Check<String> check) {
    return new Key<>(
        name, "text", fallback, range, meaning, Showing.ALWAYS, Function.identity(), check);
  }

  /** A file or a folder; relative ones are seen from the working directory. */
  static Key<Path> path(String name, Optional<String> fallback, String meaning) {
    return new Key<>(
        name, "path", fallback, "any path", meaning, Showing.ALWAYS, Path::of, value -> {});
  }

  /** A text that is shown only when the check accepts it. */
  static Key<String> address(String name, String range, String meaning, Check<String> check) {
    return new Key<>(
        name,
        "text",
        Optional.empty(),
        range,
        meaning,
        Showing.WHEN_VALID,
        Function.identity(),
        check);
  }

  /** Several texts, as a list or separated by commas. */
  static Key<List<String>> texts(String name, String fallback, String range, String meaning) {
    return texts(name, fallback, range, meaning, text -> {});
  }

  /** Several texts, each of which the check accepts. */
  static Key<List<String>> texts(
      String name, String fallback, String range, String meaning, Check<String> check) {
    return new Key<>(
        name,
        "list of texts",
        Optional.of(fallback),
        range,
        meaning,
        Showing.ALWAYS,
        text -> Arrays.stream(text.split(",", -1)).map(String::strip).toList(),
        value -> {
          if (value.isEmpty() || value.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("has an empty part; remove the extra comma");
          }
          value.forEach(check::accept);
        });
  }

  /** A text that is never shown. */
  static Key<String> secret(String name, String meaning) {
    return new Key<>(
        name,
        "secret",
        Optional.empty(),
        "any text",
        meaning,
        Showing.NEVER,
        Function.identity(),
        value -> {
          if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("holds a NUL character; PostgreSQL accepts none");
          }
        });
  }

  /**
   * The value of a text, checked.
   *
   * @throws IllegalArgumentException with what is wrong and what to do
   */
  T parse(String text) {
    T value = reading.apply(text);
    checking.accept(value);
    return value;
  }

  /** Whether its texts may be written as a list. */
  boolean isList() {
    return type.startsWith("list");
  }

  /** The text as it may be shown. */
  String shown(String text) {
    return switch (showing) {
      case ALWAYS -> CREDENTIALS.matcher(text).find() ? Problem.REDACTED : text;
      case WHEN_VALID -> isValid(text) ? text : Problem.REDACTED;
      case NEVER -> Problem.REDACTED;
    };
  }

  /** The value when nothing is configured; only for keys that have one. */
  T defaultValue() {
    return parse(fallback.orElseThrow());
  }

  /**
   * Returns the value of settings made in code, when it is within the range.
   *
   * @throws ConfigurationException otherwise
   */
  T check(T value) {
    try {
      checking.accept(value);
      return value;
    } catch (IllegalArgumentException e) {
      String shown = value instanceof Duration duration ? Durations.format(duration) : "" + value;
      throw new ConfigurationException(
          List.of(Problem.of("database." + name, shown, Optional.empty(), e).text()));
    }
  }

  private boolean isValid(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static Integer wholeNumber(String text, int min, int max) {
    try {
      return Integer.valueOf(text);
    } catch (NumberFormatException _) {
      String what = text.matches("-?\\d+") ? "is out of range" : "is not a whole number";
      String link =
          text.startsWith("tcp://")
              ? "; it looks like a Kubernetes service link, so set the variable in the pod itself"
                  + " or turn enableServiceLinks off"
              : "";
      throw new IllegalArgumentException(
          what + "; give a whole number from " + min + " to " + max + link);
    }
  }

  private static Boolean trueOrFalse(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("is neither true nor false; write one of them");
    };
  }
}
