package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** The connection was lost, or the time was up, while committing: it may or may not be kept. */
public final class CommitOutcomeUnknownException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param cause what caused it, if something else did
   */
  public CommitOutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
