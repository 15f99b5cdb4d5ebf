package dev.heddle.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known name that a person probably meant. */
final class Suggestions {

  private Suggestions() {}

  /** What is said of an unknown key: the closest known one, or those that there are. */
  static String unknown(String prefix, String name, Collection<String> known) {
    return closest(name, known)
        .map(near -> "is not a known key; did you mean " + prefix + near + "?")
        .orElseGet(() -> "is not a known key; remove it, or use one of " + siblings(name, known));
  }

  /** The closest of the known names, if one is close enough to be meant. */
  static Optional<String> closest(String name, Collection<String> known) {
    String plain = plain(name);
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))))
        .filter(near -> distance(plain, plain(near)) <= Math.max(2, name.length() / 4));
  }

  private static String siblings(String name, Collection<String> known) {
    int dot = name.lastIndexOf('.');
    String parent = dot < 0 ? "" : name.substring(0, dot + 1);
    String found = String.join(", ", known.stream().filter(key -> key.startsWith(parent)).toList());
    return found.isEmpty() ? String.join(", ", known) : found;
  }

  /** Case, dashes, underscores and dots are what people mix up most, so they do not count. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
  }

  /** Levenshtein's distance: the fewest letters to insert, remove or replace. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j - 1], diagonal) + 1);
      }
    }
    return row[right.length()];
  }
}
