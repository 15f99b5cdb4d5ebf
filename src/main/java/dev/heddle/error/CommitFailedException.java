package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** The server refused the commit; nothing of the transaction was kept. */
public final class CommitFailedException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param cause what caused it, if something else did
   */
  public CommitFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
