package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot be set up, started, or shared with the one who uses it. */
public final class EmbeddedPostgresException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param cause what caused it, if something else did
   */
  public EmbeddedPostgresException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
