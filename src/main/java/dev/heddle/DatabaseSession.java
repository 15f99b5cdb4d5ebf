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
import dev.heddle.error.CommitFailedException;
import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.error.StatementException;
import dev.heddle.pool.ConnectionPool;
import dev.heddle.pool.Lease;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbStatementType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/** The session on a pool; see {@link SessionState} for its life. */
final class DatabaseSession extends StatementFactory implements Session, StatementRunner {

  /** The optimistic try, one on a connection that was asked first, and one for a race with it. */
  private static final int TRIES = 3;

  /** Idle for longer, a connection is asked before it carries what must not be sent twice. */
  private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ConnectionPool pool;
  private final TransactionOptions options;
  private final Budget budget;
  private final Conversation conversation;
  private final Commit commit;
  private final SessionLife life = new SessionLife();
  private final CommitHooks hooks = new CommitHooks();
  private final List<Cursor> cursors = new ArrayList<>(0);
  private @Nullable Lease lease;
  private @Nullable Throwable firstFailure;
  private boolean rollbackOnly;
  private boolean committed;
  private int nested;
  private int statements;
  private int transactions;

  DatabaseSession(
      ClientContext client, ConnectionPool pool, TransactionOptions options, Budget budget) {
    super(client);
    this.pool = pool;
    this.options = options;
    this.budget = budget;
    this.conversation = new Conversation(options, budget);
    this.commit = new Commit(life, pool, conversation, budget);
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
    return nested > 0;
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
    cursors.removeIf(Cursor::isClosed);
    cursors.add(cursor);
  }

  @Override
  public <T> T run(SqlText sql, DbStatementType type, StatementCall<T> call) {
    life.requireWhole(firstFailure);
    requireOrdinary(sql);
    // Outside a transaction block what the statement did stays, answered or not.
    boolean repeatable = Framing.needsBlock(options) || sql.isRepeatable();
    for (int tries = 1; ; tries++) {
      Lease held = lease == null ? take(tries > 1 || !repeatable) : lease;
      // A block that is open may hold what a statement did whose result could not be read.
      boolean replayable =
          repeatable
              && statements == 0
              && tries < TRIES
              && !held.inTransaction()
              && sql.isPartOfTransaction();
      try {
        T result = conversation.send(held, sql, call);
        statements++;
        return result;
      } catch (SQLException e) {
        if (!replayable || !retract(held, e)) {
          throw failed(held, sql.text(), e);
        }
      }
    }
  }

  /** Runs the transaction's last statement and commits, in one round trip where that can be. */
  <T> T runLast(SqlText sql, StatementCall<T> call) {
    if (nested > 0) {
      return run(sql, DbStatementType.DML, call);
    }
    life.requireWhole(firstFailure);
    requireOrdinary(sql);
    requireCommittable();
    if (!sql.mayTravelJoined() || !Framing.needsBlock(options) || options.fetchSize() > 0) {
      T result = run(sql, DbStatementType.DML, call);
      commit();
      return result;
    }
    closeCursors();
    for (int tries = 1; ; tries++) {
      Lease held = lease == null ? take(tries == 1 ? TRUSTED_NANOS : 0) : lease;
      T result;
      try {
        result = conversation.sendLast(held, sql, call);
      } catch (RuntimeException e) {
        if (conversation.wasExecuted()) {
          ended(held);
        }
        throw e;
      } catch (SQLException e) {
        if (conversation.wasExecuted()) {
          ended(held);
          throw Refusal.unreadable(id(), sql, e);
        }
        if (Failures.isOfLostConnection(e, held)) {
          // Never again: what it did may have been kept, and only the answer lost.
          throw notCommitted(held, commit.unanswered(held, e));
        }
        if (statements > 0 || tries == TRIES || !retract(held, e)) {
          throw lastFailed(held, sql, e);
        }
        continue;
      }
      ended(held);
      return result;
    }
  }

  /**
   * Without a transaction now, the server has come to its COMMIT, if it was sent at all; a standby
   * has refused the BEGIN.
   */
  private RuntimeException lastFailed(Lease held, SqlText sql, SQLException e) {
    if (held.inTransaction() || !conversation.wasSent() || Failures.isOfStandby(e, options, held)) {
      return failed(held, sql.text(), e);
    }
    return notCommitted(
        held, Failures.isOfServer(e) ? commit.refused(held, e) : Refusal.unread(id(), e));
  }

  private void ended(Lease held) {
    if (held.hasExpired()) {
      throw notCommitted(held, Refusal.stoppedAtDeadline(id()));
    }
    committed = true;
    giveBack(held);
    hooks.run(life);
  }

  @Override
  public <T> T resume(SqlText sql, SqlCall<T> call) {
    life.requireWhole(firstFailure);
    Lease held = lease;
    if (held == null) {
      throw Refusal.cursorOfAnEndedTransaction(id());
    }
    held.beginStatement(budget.statementDeadline());
    try {
      return call.call();
    } catch (SQLException e) {
      throw failed(held, sql.text(), e);
    } finally {
      held.endStatement();
    }
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
    life.requireWhole(firstFailure);
    Lease held = begin();
    TransactionSavepoint savepoint =
        new TransactionSavepoint(
            this, held, guarded(held, held.connection()::setSavepoint), hooks.mark());
    statements++;
    return savepoint;
  }

  @Override
  public void afterCommit(Runnable work) {
    life.requireUsable();
    hooks.add(work);
  }

  @Override
  public <C> C unwrap(Class<C> type) {
    life.requireWhole(firstFailure);
    if (!type.isAssignableFrom(PgConnection.class)) {
      throw new UnsupportedOperationException(
          "Class %s is not supported for unwrap".formatted(type.getName()));
    }
    Lease held = begin();
    held.markDirty();
    statements++;
    return type.cast(
        type == Connection.class ? BorrowedConnection.of(held, this::isHeld) : held.connection());
  }

  @Override
  public void commit() {
    life.requireUsable();
    if (nested > 0) {
      return;
    }
    requireCommittable();
    Lease held = lease;
    if (held != null) {
      closeCursors();
      if (held.inTransaction()) {
        commit(held);
      }
      giveBack(held);
    }
    committed |= held != null || hooks.count() > 0;
    hooks.run(life);
  }

  @Override
  public void rollback() {
    life.requireOwner();
    if (isClosed()) {
      return;
    }
    if (nested > 0) {
      rollbackOnly(null);
      return;
    }
    hooks.clear();
    rollbackOnly = false;
    undo();
  }

  private void undo() {
    closeCursors();
    Lease held = lease;
    if (held != null) {
      giveBack(held);
    }
    firstFailure = null;
    conversation.end();
    life.becomes(SessionState.IDLE);
  }

  @Override
  public void close() {
    if (!isClosed()) {
      life.requireOwner();
      nested = 0;
      rollback();
      life.becomes(SessionState.CLOSED);
    }
  }

  /**
   * Runs what the server refuses inside a transaction block, such as VACUUM: it commits by itself,
   * and the connection is cleaned afterwards.
   */
  <T> T runWithoutTransaction(SqlText sql, StatementCall<T> call) {
    life.requireWhole(firstFailure);
    Lease held = take(true);
    held.markDirty();
    guarded(
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
        throw notCommitted(held, Refusal.unknownAlone(id(), e));
      }
      throw failed(held, sql.text(), e);
    } finally {
      held.endStatement();
    }
  }

  /**
   * A part of the work begins that joins this session: until it leaves, only what encloses it
   * decides about the transaction.
   */
  Part join() {
    Part part = part();
    nested++;
    return part;
  }

  /** What this session is like now, before a part joins it. */
  Part part() {
    life.requireUsable();
    return new Part(hooks.mark(), rollbackOnly);
  }

  /** The part has ended. */
  void leave() {
    nested--;
  }

  /** The part was undone, and with it what it asked for. */
  void undone(Part part) {
    rollbackOnly = part.rollbackOnly();
    recovered(part.hooks());
  }

  /** Undoes a part that did all there is in the transaction; what was asked for before it stays. */
  void undo(Part part) {
    life.requireOwner();
    if (!isClosed()) {
      undo();
      hooks.keep(part.hooks());
    }
  }

  /** Whether the part, or one before it, asked for the rollback. */
  boolean isRollbackOnly() {
    return rollbackOnly;
  }

  /** What a session was like when a part joined it. */
  record Part(CommitHooks.Mark hooks, boolean rollbackOnly) {}

  /** Makes the next commit fail: a part that joined this session failed. */
  void rollbackOnly(@Nullable Throwable cause) {
    life.requireOwner();
    rollbackOnly = true;
    if (firstFailure == null) {
      firstFailure = cause;
    }
  }

  /** A savepoint undid what failed, so that no longer stands in the way of the commit. */
  void recovered(CommitHooks.Mark mark) {
    hooks.keep(mark);
    if (!rollbackOnly) {
      firstFailure = null;
    }
  }

  /** What its statements share. */
  ClientContext context() {
    return clientContext();
  }

  /** Which transaction of this session runs, or ran last. */
  int transaction() {
    return transactions;
  }

  /** How many statements of the running transaction succeeded. */
  int statements() {
    return statements;
  }

  /** Whether it has committed, and does now what was to follow. */
  boolean runsHooks() {
    return hooks.areRunning();
  }

  /** Whether it has committed, or may have. */
  boolean mayHaveCommitted() {
    return committed;
  }

  /** Makes a call to the driver under the session's limits. */
  <T> T guarded(Lease held, SqlCall<T> call) {
    held.beginStatement(budget.statementDeadline());
    try {
      return call.call();
    } catch (SQLException e) {
      throw failed(held, "", e);
    } finally {
      held.endStatement();
    }
  }

  /** Takes the connection for the first statement: whether its server says it is a standby. */
  boolean takesStandby() {
    life.requireWhole(firstFailure);
    return take(false).isOnStandby("");
  }

  /** Whether the last statement's server says that it is a standby. */
  boolean isOnStandby() {
    Lease held = lease;
    return held != null && held.isOnStandby("");
  }

  /** Whether the lease is still this session's, for the thread that the session belongs to. */
  boolean isHeld(Lease held) {
    life.requireOwner();
    return lease == held && held.isHeld();
  }

  private Lease take(boolean ask) {
    return take(ask ? 0 : Long.MAX_VALUE);
  }

  private Lease take(long trustedNanos) {
    if (budget.isUsedUp()) {
      throw Refusal.tooLateForStatement(id(), budget, firstFailure);
    }
    Lease taken = pool.acquire(budget.deadline(), trustedNanos);
    lease = taken;
    life.becomes(SessionState.ACTIVE);
    statements = 0;
    transactions++;
    return taken;
  }

  private Lease begin() {
    Lease held = lease == null ? take(true) : lease;
    if (!held.inTransaction()) {
      guarded(
          held,
          () -> {
            conversation.begin(held.connection());
            return true;
          });
    }
    return held;
  }

  /**
   * Goes back to before the first statement, when it is certain that nothing of it took effect and
   * another try may well succeed.
   */
  private boolean retract(Lease held, SQLException e) {
    boolean dead =
        Failures.isOfLostConnection(e, held)
            && held.isHeld()
            && !Thread.currentThread().isInterrupted();
    if (dead) {
      held.discard();
    } else if (Failures.isOfStandby(e, options, held)) {
      if (!held.endGeneration()) {
        return false;
      }
      held.discard();
    } else if (Failures.isOfStalePlan(e) && held.isHeld()) {
      held.release();
    } else {
      return false;
    }
    lease = null;
    conversation.end();
    return true;
  }

  private void commit(Lease held) {
    try {
      commit.send(held);
    } catch (RuntimeException e) {
      throw notCommitted(held, e);
    }
  }

  private RuntimeException notCommitted(Lease held, RuntimeException failure) {
    boolean lost = !held.isHeld();
    committed |= failure instanceof CommitOutcomeUnknownException;
    hooks.clear();
    giveBack(held);
    if (lost) {
      life.becomes(SessionState.LOST);
    }
    return failure;
  }

  private CommitFailedException refuseCommit(String why) {
    Throwable cause = firstFailure;
    rollback();
    return Refusal.notCommitted(id(), why, cause);
  }

  private void giveBack(Lease held) {
    Throwable first = firstFailure;
    Exception unclean = held.release().orElse(null);
    if (first != null && unclean != null) {
      first.addSuppressed(unclean);
    }
    lease = null;
    conversation.end();
    statements = 0;
    firstFailure = null;
    life.becomes(SessionState.IDLE);
  }

  private void closeCursors() {
    cursors.forEach(Cursor::close);
    cursors.clear();
  }

  private RuntimeException failed(Lease held, String statement, SQLException e) {
    RuntimeException failure =
        Failures.isOfStandby(e, options, held)
            ? Failures.ofStandby(id(), held, e)
            : Failures.of(id(), held, statement, e, budget);
    if (firstFailure == null) {
      firstFailure = failure;
    }
    if (!(failure instanceof StatementException)) {
      lease = null;
      conversation.end();
      life.becomes(SessionState.LOST);
    }
    return failure;
  }

  private void requireCommittable() {
    if (rollbackOnly || life.is(SessionState.LOST)) {
      throw refuseCommit("a part of it failed before");
    }
    Lease held = lease;
    if (held == null) {
      return;
    }
    if (!held.isHeld()) {
      held.discard();
      rollback();
      throw Refusal.tooLateToCommit(id(), budget);
    }
    if (held.connection().getTransactionState() == TransactionState.FAILED) {
      throw refuseCommit("a statement failed before");
    }
  }

  private void requireOrdinary(SqlText sql) {
    if (sql.controlsTransaction()) {
      throw Refusal.transactionControl(id(), sql);
    }
  }
}
