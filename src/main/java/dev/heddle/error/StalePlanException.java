package dev.heddle.error;

import java.sql.SQLException;

/**
 * A table has changed since the server prepared the statement, and the transaction had done
 * something before, so that the statement could not be repeated by itself. The same work succeeds
 * when it is done again.
 */
public final class StalePlanException extends StatementException {

  private static final long serialVersionUID = 1L;

  /**
   * An error for a statement's text; the message never holds a parameter's value.
   *
   * @param message what to tell a person
   * @param statement the text as the caller wrote it
   * @param cause the driver's exception, which may quote values
   */
  public StalePlanException(String message, String statement, SQLException cause) {
    super(message, statement, cause);
  }
}
