package dev.heddle.error;

import org.jspecify.annotations.Nullable;

/** A migration failed, or does not fit what was applied before; trying again does not help. */
public final class MigrationException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /**
   * An error that says what happened, the measured numbers and the next step.
   *
   * @param message what to tell a person
   * @param cause what caused it, if something else did
   */
  public MigrationException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
