package dev.heddle;

import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.SessionInterruptedException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.pool.Lease;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Tells what a driver's exception means for the session, and gives up a connection that broke. */
final class Failures {

  private Failures() {}

  static RuntimeException of(
      DatabaseSession session, Lease held, String statement, SQLException e, long elapsed) {
    String sqlState = SqlStates.of(e);
    if (held.hasExpired()) {
      held.discard();
      return new DeadlineExceededException(
          "session %s: stopped %d ms after it began; make the statement faster, or raise database.session.timeout or database.session.statement-timeout"
              .formatted(session.id(), TimeUnit.NANOSECONDS.toMillis(elapsed)),
          e);
    }
    boolean lost = SqlStates.isConnectionLost(sqlState) || !held.isHeld();
    if (lost && Thread.currentThread().isInterrupted()) {
      held.cancelAndDiscard();
      return new SessionInterruptedException(
          "session %s: its thread was interrupted; the statement was cancelled on the server"
              .formatted(session.id()),
          e);
    }
    if (lost) {
      held.discard();
      return new DatabaseUnavailableException(
          "session %s: the connection was lost with SQLSTATE %s; nothing was committed, try again"
              .formatted(session.id(), sqlState),
          e);
    }
    return new StatementException(
        "Failed to execute statement: SQLSTATE %s".formatted(sqlState), statement, e);
  }
}
