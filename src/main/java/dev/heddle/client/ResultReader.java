package dev.heddle.client;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Takes what a kind of statement returns out of the executed statement.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
interface ResultReader<T> {

  T read(SqlText sql, PreparedStatement executed) throws SQLException;

  /** Whether the result still needs the statement; then the reader's owner closes it. */
  default boolean keepsOpen() {
    return false;
  }

  /** The rows, or the driver's own error for a statement that returns none. */
  static ResultSet rows(PreparedStatement executed) throws SQLException {
    ResultSet rows = executed.getResultSet();
    if (rows == null) {
      throw new SQLException(
          "the statement returned no rows; use dml, insert, update or delete", "02000");
    }
    return rows;
  }
}
