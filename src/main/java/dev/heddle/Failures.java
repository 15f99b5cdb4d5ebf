package dev.heddle;

import dev.heddle.TransactionOptions.Access;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.SessionInterruptedException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StalePlanException;
import dev.heddle.error.StatementException;
import dev.heddle.pool.Lease;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Tells what a driver's exception means for the session, and gives up a connection that broke. */
final class Failures {

  private Failures() {}

  static RuntimeException of(
      String session, Lease held, String statement, SQLException e, Budget budget) {
    String sqlState = SqlStates.of(e);
    if (held.hasExpired()) {
      held.discard();
      return new DeadlineExceededException(
          "session %s: stopped %s; make the statement faster, or raise database.session.timeout or database.session.statement-timeout"
              .formatted(session, budget.spent()),
          e);
    }
    boolean lost = isOfLostConnection(e, held) || !held.isHeld();
    if (lost && Thread.currentThread().isInterrupted()) {
      held.cancelAndDiscard();
      return new SessionInterruptedException(
          "session %s: its thread was interrupted; the statement was cancelled on the server"
              .formatted(session),
          e);
    }
    if (lost) {
      held.discard();
      return new DatabaseUnavailableException(
          "session %s: the connection was lost with SQLSTATE %s; what it had not committed was rolled back, try again"
              .formatted(session, sqlState),
          e);
    }
    if (isOfStalePlan(e)) {
      return new StalePlanException(
          "session %s: SQLSTATE %s, a table has changed since the server prepared the statement; do the work again"
              .formatted(session, sqlState),
          statement,
          e);
    }
    return new StatementException(
        "Failed to execute statement: SQLSTATE %s%s".formatted(sqlState, Meaning.of(sqlState)),
        statement,
        e);
  }

  /** The connection is given back: a standby serves those who read. */
  static DatabaseUnavailableException ofStandby(String session, Lease held, SQLException e) {
    held.release();
    return new DatabaseUnavailableException(
        "session %s: the server is a standby, SQLSTATE %s, so nothing was written; try again when the address leads to the primary"
            .formatted(session, SqlStates.of(e)),
        e);
  }

  /** Whether the server said so, and not only the driver. */
  static boolean isOfServer(SQLException e) {
    return serversError(e) != null;
  }

  /** What the server said, of a batch too, whose exception wraps the one of its statement. */
  private static @Nullable ServerErrorMessage serversError(SQLException e) {
    Throwable failure = e instanceof BatchUpdateException ? e.getCause() : e;
    return failure instanceof PSQLException said ? said.getServerErrorMessage() : null;
  }

  /**
   * Whether the connection is gone, so that nobody knows what the server made of the message. Class
   * 08 over a connection that still works is about another one, such as that of a foreign table.
   */
  static boolean isOfLostConnection(SQLException e, Lease held) {
    String sqlState = SqlStates.of(e);
    return held.isBroken()
        || (SqlStates.isConnectionLost(sqlState) && !(sqlState.startsWith("08") && isOfServer(e)));
  }

  /** Whether the server turned out to be a standby, or a primary that was demoted. */
  static boolean isOfStandby(SQLException e, TransactionOptions options, Lease held) {
    return options.access() == Access.WRITE
        && held.isHeld()
        && !isOfLostConnection(e, held)
        && held.isOnStandby(SqlStates.of(e));
  }

  /**
   * Whether a plan that the driver had the server keep no longer fits, as after a change of the
   * table: the driver has forgotten it by now.
   */
  static boolean isOfStalePlan(SQLException e) {
    ServerErrorMessage said = serversError(e);
    return said != null
        && (SqlStates.of(e).equals("26000") || "RevalidateCachedQuery".equals(said.getRoutine()));
  }
}
