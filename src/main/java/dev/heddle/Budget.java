package dev.heddle;

import dev.heddle.config.SessionSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The time that a unit of work has, all of its tries together. */
final class Budget {

  private static final long FOREVER = Long.MAX_VALUE / 4;

  private final long start = System.nanoTime();
  private final long deadline;
  private final long statementNanos;

  private Budget(Duration whole, Duration statement) {
    this.deadline = start + (whole.isZero() ? FOREVER : whole.toNanos());
    this.statementNanos = statement.isZero() ? FOREVER : statement.toNanos();
  }

  /** A budget that begins now. */
  static Budget of(SessionSettings limits, TransactionOptions options) {
    return new Budget(
        options.timeout().isZero() ? limits.timeout() : options.timeout(),
        limits.statementTimeout());
  }

  /** The {@link System#nanoTime()} by which the whole must have ended. */
  long deadline() {
    return deadline;
  }

  /** The {@link System#nanoTime()} by which a statement that begins now must have ended. */
  long statementDeadline() {
    return Math.min(deadline, System.nanoTime() + statementNanos);
  }

  boolean isUsedUp() {
    return System.nanoTime() - deadline >= 0;
  }

  long elapsedMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }
}
