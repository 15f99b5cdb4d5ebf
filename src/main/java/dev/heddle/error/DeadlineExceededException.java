package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** The session's budget or a statement's time limit ran out; the statement was cancelled. */
public final class DeadlineExceededException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param cause what caused it, if something else did
   */
  public DeadlineExceededException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
