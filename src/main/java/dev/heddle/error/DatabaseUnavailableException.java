package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** The server cannot be reached, refuses connections, or the connection was lost. */
public final class DatabaseUnavailableException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param cause what caused it, if something else did
   */
  public DatabaseUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
