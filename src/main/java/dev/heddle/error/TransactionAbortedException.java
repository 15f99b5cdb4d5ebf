package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** The transaction was failed by an earlier statement and can only be rolled back. */
public final class TransactionAbortedException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param cause what caused it, if something else did
   */
  public TransactionAbortedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
