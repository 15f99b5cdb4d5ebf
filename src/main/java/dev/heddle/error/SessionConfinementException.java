package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** A session was used by a second thread, or by one that was not handed its scope. */
public final class SessionConfinementException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /** An error that says what happened, the measured numbers and the next step. */
  public SessionConfinementException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
