package dev.heddle.config;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * A value that never shows itself: {@link #toString()} is redacted, only {@link #reveal()} returns
 * it.
 */
public final class Secret {

  private final Supplier<String> source;

  private Secret(Supplier<String> source) {
    this.source = source;
  }

  /** A secret with a fixed value. */
  public static Secret of(String value) {
    Objects.requireNonNull(value, "value");
    return new Secret(() -> value);
  }

  /** A secret that is asked for each time it is used, so that a rotated one is picked up. */
  public static Secret from(Supplier<String> source) {
    return new Secret(Objects.requireNonNull(source, "source"));
  }

  /** The value in the clear; hand it to the driver only. */
  public String reveal() {
    return source.get();
  }

  @Override
  public String toString() {
    return "***";
  }
}
