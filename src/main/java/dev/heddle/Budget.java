package dev.heddle;

import dev.heddle.config.SessionSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The time that a unit of work has, all of its tries together. Its end is kept for the ending: what
 * is still under way then is cancelled, or cut off when the server is frozen, so that the caller
 * has an answer when the time is over and not after it.
 */
final class Budget {

  private static final long FOREVER = Long.MAX_VALUE / 4;
  private static final int PART_FOR_THE_END = 10;
  private static final long MOST_FOR_THE_END = TimeUnit.MILLISECONDS.toNanos(200);

  private final long start = System.nanoTime();
  private final long deadline;
  private final Duration whole;
  private final long statementNanos;

  private Budget(Duration whole, Duration statement) {
    this.whole = whole;
    this.deadline = start + (whole.isZero() ? FOREVER : forWork(whole.toNanos()));
    this.statementNanos = statement.isZero() ? FOREVER : statement.toNanos();
  }

  /** A budget that begins now. */
  static Budget of(SessionSettings limits, TransactionOptions options) {
    return new Budget(
        options.timeout().isZero() ? limits.timeout() : options.timeout(),
        limits.statementTimeout());
  }

  private static long forWork(long whole) {
    return whole - forTheEnd(whole);
  }

  private static long forTheEnd(long whole) {
    return Math.min(whole / PART_FOR_THE_END, MOST_FOR_THE_END);
  }

  /** The {@link System#nanoTime()} at which the ending begins. */
  long deadline() {
    return deadline;
  }

  /** The {@link System#nanoTime()} by which a statement that begins now must have ended. */
  long statementDeadline() {
    return Math.min(deadline, System.nanoTime() + statementNanos);
  }

  boolean isUsedUp() {
    return isUsedUpIn(0);
  }

  /** Whether nothing will be left of it after so many nanoseconds. */
  boolean isUsedUpIn(long nanos) {
    return System.nanoTime() + nanos - deadline >= 0;
  }

  /** How much of it is spent, for an error: the numbers that explain one another. */
  String spent() {
    String elapsed =
        "%d ms after it began".formatted(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    return whole.isZero()
        ? elapsed
        : "%s (budget %d ms, of which the last %d ms are for stopping)"
            .formatted(
                elapsed,
                whole.toMillis(),
                TimeUnit.NANOSECONDS.toMillis(forTheEnd(whole.toNanos())));
  }
}
