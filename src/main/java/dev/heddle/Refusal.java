package dev.heddle;

import dev.heddle.client.SqlText;
import dev.heddle.error.CommitFailedException;
import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.SessionClosedException;
import dev.heddle.error.SessionConfinementException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.error.TransactionAbortedException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a session says when it cannot do what it was asked: what happened, and what to do. */
final class Refusal {

  private Refusal() {}

  static SessionClosedException closed(String id) {
    return new SessionClosedException(
        "session %s is closed; its answer was sent, or close() was called: open another one"
            .formatted(id),
        null);
  }

  static SessionClosedException cursorOfAnEndedTransaction(String id) {
    return new SessionClosedException(
        "session %s: the transaction that this cursor belongs to has ended; read it before commit"
            .formatted(id),
        null);
  }

  /** A lost transaction is over: what follows must not be committed as if it were the whole. */
  static TransactionAbortedException lost(String id, @Nullable Throwable cause) {
    return new TransactionAbortedException(
        "session %s: its connection is gone, and what it had done with it; roll back before the next statement"
            .formatted(id),
        cause);
  }

  static SessionConfinementException foreignThread(String id, Thread owner, Thread user) {
    return new SessionConfinementException(
        "session %s belongs to thread '%s' and was used by '%s'; give each thread a session of its own"
            .formatted(id, owner.getName(), user.getName()),
        null);
  }

  /** Text that ends the transaction would make commit and rollback say what is not so. */
  static StatementException transactionControl(String id, SqlText sql) {
    String message =
        "session %s: the statement begins or ends a transaction by itself; use commit(), rollback() or savepoint()"
            .formatted(id);
    return new StatementException(message, sql.text(), new SQLException(message, "2D000"));
  }

  static DeadlineExceededException tooLateForStatement(
      String id, Budget budget, @Nullable Throwable cause) {
    return new DeadlineExceededException(
        "session %s: its time was used up %s, before this statement; do less in one session, or raise database.session.timeout"
            .formatted(id, budget.spent()),
        cause);
  }

  /** The watch took the connection back between statements, so no COMMIT was or will be sent. */
  static DeadlineExceededException tooLateToCommit(String id, Budget budget) {
    return new DeadlineExceededException(
        "session %s: its time was used up %s, before the commit, so nothing was kept; do less in one session, or raise database.session.timeout"
            .formatted(id, budget.spent()),
        null);
  }

  static CommitFailedException notCommitted(String id, String why, @Nullable Throwable cause) {
    return new CommitFailedException(
        "session %s: not committed, since %s; roll back, or use a savepoint for what may fail"
            .formatted(id, why),
        cause);
  }

  static CommitFailedException refusedByServer(String id, SQLException e) {
    return new CommitFailedException(
        "session %s: the server refused the commit with SQLSTATE %s; nothing was kept"
            .formatted(id, SqlStates.of(e)),
        e);
  }

  static StatementException unreadable(String id, SqlText sql, SQLException e) {
    return new StatementException(
        "session %s: the last statement was executed and committed, but its result cannot be read: SQLSTATE %s; ask for rows with get or query, and for their number with dml"
            .formatted(id, SqlStates.of(e)),
        sql.text(),
        e);
  }

  /** The server may have done all of it; the driver gave up on what it said. */
  static CommitOutcomeUnknownException unread(String id, SQLException e) {
    return new CommitOutcomeUnknownException(
        "session %s: the driver did not read what the server answered to the last statement and its COMMIT (SQLSTATE %s), so the transaction may or may not have been kept; look before you repeat it"
            .formatted(id, SqlStates.of(e)),
        e);
  }

  static CommitOutcomeUnknownException unknownAlone(String id, SQLException e) {
    return new CommitOutcomeUnknownException(
        "session %s: the connection was lost while a statement ran that commits by itself, so it may or may not have been done; look before you repeat it"
            .formatted(id),
        e);
  }

  static DatabaseUnavailableException notKept(String id, SQLException e) {
    return new DatabaseUnavailableException(
        "session %s: the connection was lost while committing, and the server says that nothing was kept; try again"
            .formatted(id),
        e);
  }

  static CommitOutcomeUnknownException unknown(String id, SQLException e) {
    return new CommitOutcomeUnknownException(
        "session %s: the connection was lost while committing, so the transaction may or may not have been kept; look before you repeat it"
            .formatted(id),
        e);
  }

  /** A COMMIT that is cancelled while it waits for a standby is reported as a success. */
  static CommitOutcomeUnknownException stoppedAtDeadline(String id) {
    return new CommitOutcomeUnknownException(
        "session %s: COMMIT was stopped at the deadline, and the server does not say whether a standby has the transaction; look before you repeat it"
            .formatted(id),
        null);
  }
}
