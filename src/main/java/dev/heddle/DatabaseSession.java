package dev.heddle;

import dev.heddle.client.Batch;
import dev.heddle.client.ClientContext;
import dev.heddle.client.Cursor;
import dev.heddle.client.Pipeline;
import dev.heddle.client.SqlCall;
import dev.heddle.client.SqlText;
import dev.heddle.client.StatementCall;
import dev.heddle.client.StatementFactory;
import dev.heddle.client.StatementRunner;
import dev.heddle.client.Wording;
import dev.heddle.pool.ConnectionPool;
import dev.heddle.pool.Lease;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbStatementType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/** The session on a pool; see {@link SessionState} for its life. */
final class DatabaseSession extends StatementFactory implements Session, StatementRunner {

  private final TransactionOptions options;
  private final Budget budget;
  private final Conversation conversation;
  private final SessionLife life = new SessionLife();
  private final CommitHooks hooks = new CommitHooks();
  private final RunningTransaction transaction;
  private final JoinedParts parts;
  private final Ending ending;
  private final LastMessage lastMessage;

  DatabaseSession(
      ClientContext client, ConnectionPool pool, TransactionOptions options, Budget budget) {
    super(client);
    this.options = options;
    this.budget = budget;
    this.conversation = new Conversation(options, budget);
    this.transaction = new RunningTransaction(life, pool, conversation, options, budget);
    this.parts = new JoinedParts(life, hooks, transaction);
    Commit commit = new Commit(life, pool, conversation, budget);
    this.ending = new Ending(life, budget, hooks, transaction, parts, commit);
    this.lastMessage = new LastMessage(life, options, conversation, transaction, commit, ending);
  }

  @Override
  public String id() {
    return life.id();
  }

  @Override
  public TransactionOptions options() {
    return options;
  }

  @Override
  public boolean isClosed() {
    return life.is(SessionState.CLOSED);
  }

  @Override
  public boolean isNested() {
    return parts.areOpen();
  }

  @Override
  public int fetchSize() {
    return options.fetchSize();
  }

  @Override
  protected StatementRunner runner() {
    return this;
  }

  @Override
  public void track(Cursor cursor) {
    transaction.track(cursor);
  }

  @Override
  public <T> T run(SqlText sql, DbStatementType type, StatementCall<T> call) {
    transaction.requireWhole();
    requireOrdinary(sql);
    // Outside a transaction block what the statement did stays, answered or not.
    boolean repeatable = Framing.needsBlock(options) || sql.isRepeatable();
    for (int tries = 1; ; tries++) {
      Lease held = transaction.hold(tries > 1 || !repeatable);
      // A block that is open may hold what a statement did whose result could not be read.
      boolean replayable =
          repeatable
              && transaction.statements() == 0
              && tries < RunningTransaction.TRIES
              && !held.inTransaction()
              && sql.isPartOfTransaction();
      try {
        T result = conversation.send(held, sql, call);
        transaction.count();
        return result;
      } catch (SQLException e) {
        if (!replayable || !transaction.retract(held, e)) {
          throw transaction.failed(held, sql.text(), e);
        }
      }
    }
  }

  /** Runs the transaction's last statement and commits, in one round trip where that can be. */
  <T> T runLast(SqlText sql, StatementCall<T> call) {
    if (isNested()) {
      return run(sql, DbStatementType.DML, call);
    }
    transaction.requireWhole();
    requireOrdinary(sql);
    ending.requireCommittable();
    if (!sql.mayTravelJoined() || !Framing.needsBlock(options) || options.fetchSize() > 0) {
      T result = run(sql, DbStatementType.DML, call);
      commit();
      return result;
    }
    return lastMessage.send(sql, call);
  }

  @Override
  public <T> T resume(SqlText sql, SqlCall<T> call) {
    transaction.requireWhole();
    Lease held = transaction.lease();
    if (held == null) {
      throw Refusal.cursorOfAnEndedTransaction(id());
    }
    return transaction.guarded(held, sql.text(), call);
  }

  @Override
  public DbExecute last() {
    life.requireUsable();
    return new LastStatement(this);
  }

  @Override
  public Pipeline pipeline() {
    life.requireUsable();
    return new Pipeline(clientContext(), this);
  }

  @Override
  public long[] batch(String statement, List<?> parameters) {
    return Batch.of(clientContext(), this, statement, parameters).execute();
  }

  @Override
  public Savepoint savepoint() {
    transaction.requireWhole();
    Lease held = transaction.begin();
    TransactionSavepoint savepoint =
        new TransactionSavepoint(
            this, held, transaction.guarded(held, held.connection()::setSavepoint), hooks.mark());
    transaction.count();
    return savepoint;
  }

  @Override
  public void afterCommit(Runnable work) {
    life.requireUsable();
    hooks.add(work);
  }

  @Override
  public <C> C unwrap(Class<C> type) {
    transaction.requireWhole();
    if (!type.isAssignableFrom(PgConnection.class)) {
      throw new UnsupportedOperationException(
          "Class %s is not supported for unwrap".formatted(type.getName()));
    }
    Lease held = transaction.begin();
    held.markDirty();
    transaction.count();
    return type.cast(
        type == Connection.class
            ? BorrowedConnection.of(held, transaction::isHeld)
            : held.connection());
  }

  @Override
  public void commit() {
    life.requireUsable();
    if (!isNested()) {
      ending.commit();
    }
  }

  @Override
  public void rollback() {
    life.requireOwner();
    if (isClosed()) {
      return;
    }
    if (isNested()) {
      parts.rollbackOnly(null);
      return;
    }
    ending.rollback();
  }

  /** Undoes a part that did all there is in the transaction; what was asked for before it stays. */
  void undo(JoinedParts.Part part) {
    life.requireOwner();
    if (!isClosed()) {
      ending.undo(part);
    }
  }

  @Override
  public void close() {
    if (!isClosed()) {
      life.requireOwner();
      parts.end();
      rollback();
      life.becomes(SessionState.CLOSED);
    }
  }

  /**
   * Runs what the server refuses inside a transaction block, such as VACUUM: it commits by itself,
   * and the connection is cleaned afterwards.
   */
  <T> T runWithoutTransaction(SqlText sql, StatementCall<T> call) {
    transaction.requireWhole();
    Lease held = transaction.hold(true);
    held.markDirty();
    transaction.guarded(
        held,
        () -> {
          try (var statement = held.connection().createStatement()) {
            return statement.execute("SET default_transaction_read_only = off");
          }
        });
    held.beginStatement(budget.statementDeadline());
    try {
      return call.on(held.connection(), Wording.plain(sql));
    } catch (SQLException e) {
      if (Failures.isOfLostConnection(e, held)) {
        throw ending.notCommitted(held, Refusal.unknownAlone(id(), e));
      }
      throw transaction.failed(held, sql.text(), e);
    } finally {
      held.endStatement();
    }
  }

  /** What its statements share. */
  ClientContext context() {
    return clientContext();
  }

  /** What it does now, and on which connection. */
  RunningTransaction transaction() {
    return transaction;
  }

  /** What has joined it. */
  JoinedParts parts() {
    return parts;
  }

  /** Whether it has committed, and does now what was to follow. */
  boolean runsHooks() {
    return hooks.areRunning();
  }

  /** Whether it has committed, or may have. */
  boolean mayHaveCommitted() {
    return ending.mayHaveCommitted();
  }

  /** Takes the connection for the first statement: whether its server says it is a standby. */
  boolean takesStandby() {
    transaction.requireWhole();
    return transaction.hold(false).isOnStandby("");
  }

  /** Whether the last statement's server says that it is a standby. */
  boolean isOnStandby() {
    Lease held = transaction.lease();
    return held != null && held.isOnStandby("");
  }

  private void requireOrdinary(SqlText sql) {
    if (sql.controlsTransaction()) {
      throw Refusal.transactionControl(id(), sql);
    }
  }
}
