package dev.heddle;

import dev.heddle.TransactionOptions.Access;
import dev.heddle.client.Footprint;
import dev.heddle.client.SqlText;
import dev.heddle.client.StatementCall;
import dev.heddle.client.Wording;
import dev.heddle.pool.Lease;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * How a session's statements go out, in as few round trips as there can be: the first one behind
 * BEGIN, a declared last one in front of COMMIT, and the first one that writes in front of the
 * question for the transaction's number, by which a lost COMMIT can be looked up.
 */
final class Conversation {

  private final TransactionOptions options;
  private final Budget budget;
  private @Nullable String transactionId;
  private @Nullable Wording sent;

  Conversation(TransactionOptions options, Budget budget) {
    this.options = options;
    this.budget = budget;
  }

  /** Executes a statement, in a transaction when the options need one. */
  <T> T send(Lease held, SqlText sql, StatementCall<T> call) throws SQLException {
    return send(held, sql, call, false);
  }

  /** Executes a statement and commits in the same message; one that may travel joined. */
  <T> T sendLast(Lease held, SqlText sql, StatementCall<T> call) throws SQLException {
    return send(held, sql, call, true);
  }

  /** Begins the transaction, in a round trip of its own. */
  void begin(PgConnection connection) throws SQLException {
    // Whatever ended the last one, its number says nothing about this one.
    transactionId = null;
    try (Statement statement = connection.createStatement()) {
      statement.execute(Framing.begin(options));
    }
    enterBlock(connection);
  }

  /** Begins a transaction that is certain to write, and learns its number, in one round trip. */
  private void beginToWrite(PgConnection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(Framing.begin(options) + ';' + Framing.ASSIGN_ID);
      if (statement.getMoreResults()) {
        ResultSet row = statement.getResultSet();
        transactionId = row.next() ? row.getString(1) : null;
      }
    }
    enterBlock(connection);
  }

  /** Whether there is nothing that could be kept. */
  boolean isReadOnly() {
    return options.access() == Access.READ;
  }

  /** The transaction's number, when it wrote something by a statement that said so. */
  @Nullable String transactionId() {
    return transactionId;
  }

  /** Whether the server did all of what was sent last: then only reading its results has failed. */
  boolean wasExecuted() {
    return sent != null && sent.wasExecuted();
  }

  /** Whether the driver was given what was sent last. */
  boolean wasSent() {
    return sent != null && sent.wasSent();
  }

  /** The transaction has ended. */
  void end() {
    transactionId = null;
  }

  private <T> T send(Lease held, SqlText sql, StatementCall<T> call, boolean commits)
      throws SQLException {
    if (sql.footprint() == Footprint.SESSION) {
      held.markDirty();
    }
    PgConnection connection = held.connection();
    sent = null;
    held.beginStatement(budget.statementDeadline());
    try {
      Wording wording = wording(held, sql, commits);
      sent = wording;
      return call.on(connection, wording);
    } finally {
      held.endStatement();
      enterBlock(connection);
    }
  }

  private Wording wording(Lease held, SqlText sql, boolean commits) throws SQLException {
    boolean begins = Framing.needsBlock(options) && !held.inTransaction();
    if (begins) {
      transactionId = null;
    }
    boolean joins = sql.mayTravelJoined() && options.fetchSize() == 0;
    boolean writes = options.access() == Access.WRITE && sql.writes();
    if (begins && !joins) {
      if (writes) {
        beginToWrite(held.connection());
      } else {
        begin(held.connection());
      }
      begins = false;
    }
    boolean asks = writes && joins && !commits && transactionId == null;
    if (!begins && !asks && !commits) {
      return Wording.plain(sql);
    }
    return Wording.framed(
        sql,
        Framing.of(options, begins, asks, commits),
        asks ? row -> transactionId = row.getString(1) : null);
  }

  /** Tells the driver what the server knows already; nothing is sent. */
  private static void enterBlock(PgConnection connection) throws SQLException {
    if (!connection.isClosed()
        && connection.getTransactionState() != TransactionState.IDLE
        && connection.getAutoCommit()) {
      connection.setAutoCommit(false);
    }
  }
}
