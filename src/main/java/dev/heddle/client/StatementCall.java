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
   * @param wording the text for the driver, and what else travels in it
   * @return what the statement yields
   * @throws SQLException as the driver throws it; the caller gives it its meaning
   */
  T on(Connection connection, Wording wording) throws SQLException;
}
