package dev.heddle.pool;

import java.sql.SQLException;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PgConnection;

/**
 * What a connection of the driver was set to when it was opened, and is set to again after it was
 * lent out: the server knows nothing of these settings, so cleaning its session leaves them.
 */
record DriverSettings(
    AutoSave autosave, int fetchSize, int prepareThreshold, int holdability, boolean readOnly) {

  static DriverSettings of(PgConnection driver) throws SQLException {
    return new DriverSettings(
        driver.getAutosave(),
        driver.getDefaultFetchSize(),
        driver.getPrepareThreshold(),
        driver.getHoldability(),
        driver.isReadOnly());
  }

  /** Sets them again; nothing is sent. The connection is in autocommit mode. */
  void restore(PgConnection driver) throws SQLException {
    driver.setAutosave(autosave);
    driver.setDefaultFetchSize(fetchSize);
    driver.setPrepareThreshold(prepareThreshold);
    driver.setHoldability(holdability);
    driver.setReadOnly(readOnly);
    driver.setNetworkTimeout(null, 0);
  }
}
