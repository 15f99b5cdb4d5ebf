package dev.heddle.client;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.postgresql.core.Field;
import org.postgresql.jdbc.PgResultSetMetaData;

/**
 * The column descriptions that came with a result, without a question to the server.
 *
 * <p>Every public method of the driver that tells a column's type asks the server about types it
 * does not know, and {@code getColumnTypeName} about the table as well. The numbers themselves are
 * there, in a protected field; reading it is the lesser evil.
 */
final class DriverFields {

  private static final MethodHandle FIELDS = fields();

  private DriverFields() {}

  private static MethodHandle fields() {
    try {
      return MethodHandles.privateLookupIn(PgResultSetMetaData.class, MethodHandles.lookup())
          .findGetter(PgResultSetMetaData.class, "fields", Field[].class);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "This version of org.postgresql:postgresql hides its column descriptions; use the one"
              + " that Heddle's pom names.",
          e);
    }
  }

  /** The columns of the result, in order. */
  static Field[] of(ResultSet result) throws SQLException {
    ResultSetMetaData metadata = result.getMetaData();
    PgResultSetMetaData driver = metadata.unwrap(PgResultSetMetaData.class);
    try {
      return (Field[]) FIELDS.invokeExact(driver);
    } catch (Throwable e) {
      throw new SQLException("The driver's column descriptions cannot be read.", e);
    }
  }
}
