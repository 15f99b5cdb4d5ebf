package dev.heddle.error;

import java.time.Duration;

/**
 * No connection came free in time, or too many callers wait already; the database itself may be
 * well. It has no stack trace: an overload makes thousands in a second, and they all come from
 * where a session takes its connection.
 */
public final class PoolExhaustedException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /** When it is worth trying again. */
  private final Duration retryAfter;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param retryAfter when it is worth trying again
   */
  public PoolExhaustedException(String message, Duration retryAfter) {
    super(message, null);
    this.retryAfter = retryAfter;
  }

  /**
   * When those who wait now will have been served, at the rate that was measured.
   *
   * @return one second to one minute; one second when there was nothing to measure
   */
  public Duration retryAfter() {
    return retryAfter;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
