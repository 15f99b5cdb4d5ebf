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

  /**
   * A secret with a fixed value.
   *
   * @param value the value
   * @return the secret
   */
  public static Secret of(String value) {
    Objects.requireNonNull(value, "value");
    return new Secret(() -> value);
  }

  /**
   * A secret that is asked for each time it is used, so that a rotated one is picked up.
   *
   * @param source gives the value; called by whichever thread uses it
   * @return the secret
   */
  public static Secret from(Supplier<String> source) {
    return new Secret(Objects.requireNonNull(source, "source"));
  }

  /**
   * The value in the clear; hand it to the driver only.
   *
   * @return the value
   */
  public String reveal() {
    return source.get();
  }

  @Override
  public String toString() {
    return "***";
  }
}
