package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** The session, its answer or its database is closed already. */
public final class SessionClosedException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param cause what caused it, if something else did
   */
  public SessionClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
