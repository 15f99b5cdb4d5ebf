package dev.heddle.error;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Finds and classifies SQLSTATE, by PostgreSQL's own table of error codes. */
public final class SqlStates {

  private SqlStates() {}

  /**
   * Looks for a SQLSTATE in a failure and its chain of causes.
   *
   * @param failure where to begin; null has none
   * @return that of the first SQLException that has one, or an empty string
   */
  public static String of(@Nullable Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  /**
   * Whether the connection is gone: class 08, or the server's word that it ends this backend (57P01
   * admin shutdown, 57P02 crash shutdown, 57P03 cannot connect now, 57P05 idle timeout).
   *
   * @param sqlState five characters, or empty when unknown
   * @return false also for an unknown one
   */
  public static boolean isConnectionLost(String sqlState) {
    return sqlState.startsWith("08")
        || sqlState.equals("57P01")
        || sqlState.equals("57P02")
        || sqlState.equals("57P03")
        || sqlState.equals("57P05");
  }
}
