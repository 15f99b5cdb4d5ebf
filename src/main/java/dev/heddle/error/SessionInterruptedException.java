package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/**
 * The session's thread was interrupted; its statement was cancelled and its connection given up.
 */
public final class SessionInterruptedException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param cause what caused it, if something else did
   */
  public SessionInterruptedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
