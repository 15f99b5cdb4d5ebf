package dev.heddle.error;

import io.helidon.dbclient.DbStatementException;
import java.sql.SQLException;

/** The server or the driver refused a statement; the cause is the driver's exception. */
public final class StatementException extends DbStatementException {

  private static final long serialVersionUID = 1L;

  private final String sqlState;

  /** An error for a statement's text; the message never holds a parameter's value. */
  public StatementException(String message, String statement, SQLException cause) {
    super(message, statement, cause);
    this.sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
  }

  /** The five characters of SQLSTATE, or an empty string when the driver gave none. */
  public String sqlState() {
    return sqlState;
  }
}
