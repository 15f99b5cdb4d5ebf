package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** The connection was lost while committing: the transaction may or may not have been kept. */
public final class CommitOutcomeUnknownException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /** An error that says what happened, the measured numbers and the next step. */
  public CommitOutcomeUnknownException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
