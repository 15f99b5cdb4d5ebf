package dev.heddle.client;

import java.sql.SQLException;

/**
 * A call to the driver.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface SqlCall<T> {

  /** Makes the call. */
  T call() throws SQLException;
}
