package dev.heddle.pool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The history that a server writes. After a failover another one begins, in which the numbers of
 * transactions may be given anew, so that asking for one would tell of another transaction.
 */
final class Timeline {

  private static final String QUESTION =
      "SELECT CASE WHEN pg_is_in_recovery() THEN ''"
          + " ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8) END";

  private Timeline() {}

  /** The timeline's number, or an empty text when the server is a standby or does not tell. */
  static String of(Connection connection) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUESTION)) {
      return row.next() ? row.getString(1) : "";
    } catch (SQLException e) {
      // Not allowed to ask: then the outcome of a lost commit stays unknown, and nothing else.
      return "";
    }
  }
}
