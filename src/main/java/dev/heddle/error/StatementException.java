package dev.heddle.error;

import io.helidon.dbclient.DbStatementException;
import java.sql.SQLException;

/** The server or the driver refused a statement; the cause is the driver's exception. */
public sealed class StatementException extends DbStatementException permits StalePlanException {

  private static final long serialVersionUID = 1L;

  /** Five characters, or empty when the driver gave none. */
  private final String sqlState;

  /**
   * An error for a statement's text; the message never holds a parameter's value.
   *
   * @param message what to tell a person
   * @param statement the text as the caller wrote it
   * @param cause the driver's exception, which may quote values
   */
  public StatementException(String message, String statement, SQLException cause) {
    super(message, statement, cause);
    this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
  }

  /** {@return the five characters of SQLSTATE, or an empty string when the driver gave none} */
  public String sqlState() {
    return sqlState;
  }
}
