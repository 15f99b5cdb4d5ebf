package dev.heddle.pool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The history that a server writes. After a failover another one begins, and so it is after a
 * crash: the numbers of transactions of which nothing had reached the log are given anew then, so
 * that asking for one would tell of another transaction.
 *
 * <p>A server that recovers from a crash counts its statistics from zero, and nothing else that
 * every role may read changes each time. Whoever resets them by hand makes the outcome of a lost
 * commit unknown for connections that were open before, which is the safe side.
 */
final class Timeline {

  private static final String QUESTION =
      "SELECT CASE WHEN pg_is_in_recovery() THEN ''"
          + " ELSE left(pg_walfile_name(pg_current_wal_lsn()), 8)"
          + " || coalesce((SELECT '/' || extract(epoch FROM stats_reset) FROM pg_stat_wal), '')"
          + " END";

  private Timeline() {}

  /** What names the history, or an empty text when the server is a standby or does not tell. */
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
