package dev.heddle.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * PostgreSQL's own functions that leave nothing behind in the session. The list, and the query that
 * made it, are the resource {@code clean-functions.txt}.
 */
final class CleanFunctions {

  private static final Set<String> NAMES = read();

  private CleanFunctions() {}

  /** Whether a function of {@code pg_catalog}, named as the server stores it, is clean. */
  static boolean contains(String name) {
    return NAMES.contains(name);
  }

  static Set<String> names() {
    return NAMES;
  }

  private static Set<String> read() {
    var resource =
        Objects.requireNonNull(CleanFunctions.class.getResourceAsStream("clean-functions.txt"));
    try (var reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("--"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
