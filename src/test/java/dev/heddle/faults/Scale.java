package dev.heddle.faults;

import java.time.Duration;

/**
 * How much of a row is run: the short form is part of every build, the long form is {@code mvn
 * verify -Pfaults}.
 */
public final class Scale {

  /** The factor by which the long form is longer; 1 means the short form. */
  private static final int FACTOR = Integer.getInteger("heddle.faults.scale", 1);

  private Scale() {}

  /** Whether this is the long form. */
  public static boolean isLong() {
    return FACTOR > 1;
  }

  /** So many in the short form, and correspondingly more in the long one, up to a limit. */
  public static int times(int inShortForm, int atMost) {
    return (int) Math.min((long) inShortForm * FACTOR, atMost);
  }

  /** So long in the short form, and correspondingly longer in the long one, up to a limit. */
  public static Duration time(Duration inShortForm, Duration atMost) {
    Duration scaled = inShortForm.multipliedBy(FACTOR);
    return scaled.compareTo(atMost) < 0 ? scaled : atMost;
  }
}
