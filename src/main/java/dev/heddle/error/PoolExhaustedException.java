package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/**
 * No connection came free in time, or too many callers wait already; the database itself may be
 * well.
 */
public final class PoolExhaustedException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param cause what caused it, if something else did
   */
  public PoolExhaustedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
