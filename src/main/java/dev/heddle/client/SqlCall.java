package dev.heddle.client;

import java.sql.SQLException;

/**
 * A call to the driver.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface SqlCall<T> {

  /**
   * Makes the call.
   *
   * @return what the call yields
   * @throws SQLException as the driver throws it; the caller gives it its meaning
   */
  T call() throws SQLException;
}
