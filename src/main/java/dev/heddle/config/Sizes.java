package dev.heddle.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 512B}, {@code 16KiB}, {@code 1MiB}. */
final class Sizes {

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,9}) ?(B|KiB|MiB|GiB)");

  private Sizes() {}

  /**
   * The number of bytes that the text says.
   *
   * @throws IllegalArgumentException for anything else, with what to write instead
   */
  static Integer parse(String text) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "is not a size; write a whole number and a unit, as in 512B, 16KiB or 1MiB");
    }
    long unit =
        switch (matcher.group(2)) {
          case "B" -> 1;
          case "KiB" -> 1 << 10;
          case "MiB" -> 1 << 20;
          default -> 1 << 30;
        };
    return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(matcher.group(1)) * unit);
  }
}
