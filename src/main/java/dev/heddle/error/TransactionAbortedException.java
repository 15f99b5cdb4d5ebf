package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** The transaction was failed by an earlier statement and can only be rolled back. */
public final class TransactionAbortedException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /** An error that says what happened, the measured numbers and the next step. */
  public TransactionAbortedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
