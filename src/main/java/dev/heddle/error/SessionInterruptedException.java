package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/**
 * The session's thread was interrupted; its statement was cancelled and its connection given up.
 */
public final class SessionInterruptedException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /** An error that says what happened, the measured numbers and the next step. */
  public SessionInterruptedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
