package dev.heddle.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The wall clock of the classes that a {@link ShiftedClassLoader} loaded. */
public final class ShiftedClock {

  private static final AtomicLong SHIFT_MILLIS = new AtomicLong();

  private ShiftedClock() {}

  /** Makes the clock jump. */
  static void jump(Duration by) {
    SHIFT_MILLIS.addAndGet(by.toMillis());
  }

  /** In place of {@link System#currentTimeMillis()}. */
  public static long currentTimeMillis() {
    return System.currentTimeMillis() + SHIFT_MILLIS.get();
  }

  /** In place of {@link Instant#now()}. */
  public static Instant now() {
    return Instant.now().plusMillis(SHIFT_MILLIS.get());
  }
}
