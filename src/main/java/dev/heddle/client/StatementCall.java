package dev.heddle.client;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a statement does once it has a connection.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface StatementCall<T> {

  /**
   * Executes the statement. It may be called again on another connection when the first one proved
   * dead before anything took effect.
   *
   * @param connection the session's connection
   * @param text the statement for the driver; statements that begin the transaction may precede it
   * @param preamble how many such statements there are, each with a result of its own
   */
  T on(Connection connection, String text, int preamble) throws SQLException;
}
