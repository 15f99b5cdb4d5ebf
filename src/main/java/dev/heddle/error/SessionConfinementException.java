package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** A session was used by a second thread, or by one that was not handed its scope. */
public final class SessionConfinementException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param cause what caused it, if something else did
   */
  public SessionConfinementException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
