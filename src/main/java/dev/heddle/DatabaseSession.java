package dev.heddle;

import dev.heddle.client.Batch;
import dev.heddle.client.ClientContext;
import dev.heddle.client.Cursor;
import dev.heddle.client.Footprint;
import dev.heddle.client.SqlCall;
import dev.heddle.client.SqlText;
import dev.heddle.client.StatementCall;
import dev.heddle.client.StatementFactory;
import dev.heddle.client.StatementRunner;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.CommitFailedException;
import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.SessionClosedException;
import dev.heddle.error.SessionConfinementException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.error.TransactionAbortedException;
import dev.heddle.pool.ConnectionPool;
import dev.heddle.pool.Lease;
import io.helidon.dbclient.DbStatementType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/** The session on a pool; see {@link SessionState} for its life. */
final class DatabaseSession extends StatementFactory implements Session, StatementRunner {

  private static final Logger LOGGER = System.getLogger(DatabaseSession.class.getName());
  private static final AtomicLong IDS = new AtomicLong();
  private static final long FOREVER = Long.MAX_VALUE / 4;

  /** The optimistic try, one on a connection that was asked first, and one for a race with it. */
  private static final int TRIES = 3;

  private final ConnectionPool pool;
  private final SessionSettings limits;
  private final TransactionOptions options;
  private final Thread owner = Thread.currentThread();
  private final long number = IDS.incrementAndGet();
  private final long start = System.nanoTime();
  private final long deadline;
  private final List<Runnable> afterCommit = new ArrayList<>(0);
  private final List<Cursor> cursors = new ArrayList<>(0);
  private SessionState state = SessionState.IDLE;
  private @Nullable Lease lease;
  private @Nullable Throwable firstFailure;
  private boolean rollbackOnly;
  private int statements;

  DatabaseSession(
      ClientContext client,
      ConnectionPool pool,
      SessionSettings limits,
      TransactionOptions options) {
    super(client);
    this.pool = pool;
    this.limits = limits;
    this.options = options;
    Duration budget = options.timeout().isZero() ? limits.timeout() : options.timeout();
    this.deadline = start + (budget.isZero() ? FOREVER : budget.toNanos());
  }

  @Override
  public String id() {
    return "s" + Long.toString(number, 36);
  }

  @Override
  public TransactionOptions options() {
    return options;
  }

  @Override
  public boolean isClosed() {
    return state == SessionState.CLOSED;
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
    cursors.add(cursor);
  }

  @Override
  public <T> T run(SqlText sql, DbStatementType type, StatementCall<T> call) {
    requireWhole();
    requireOrdinary(sql);
    // Outside a transaction block what the statement did stays, answered or not.
    boolean repeatable = Begin.isNeeded(options) || sql.footprint() == Footprint.TRANSACTION;
    for (int tries = 1; ; tries++) {
      Lease held = lease == null ? take(tries > 1 || !repeatable) : lease;
      boolean replayable = repeatable && statements == 0 && tries < TRIES && sql.mayJoinBegin();
      try {
        T result = attempt(held, sql, call);
        statements++;
        return result;
      } catch (SQLException e) {
        if (!replayable || !provedDead(held, e)) {
          throw failed(held, sql.text(), e);
        }
        held.discard();
        lease = null;
      }
    }
  }

  @Override
  public <T> T resume(SqlText sql, SqlCall<T> call) {
    requireWhole();
    Lease held = lease;
    if (held == null) {
      throw new SessionClosedException(
          "session %s: the transaction that this cursor belongs to has ended; read it before commit"
              .formatted(id()),
          null);
    }
    held.beginStatement(statementDeadline());
    try {
      return call.call();
    } catch (SQLException e) {
      throw failed(held, sql.text(), e);
    } finally {
      held.endStatement();
    }
  }

  @Override
  public long[] batch(String statement, List<?> parameters) {
    return Batch.of(clientContext(), this, statement, parameters).execute();
  }

  @Override
  public Savepoint savepoint() {
    requireWhole();
    Lease held = begin();
    TransactionSavepoint savepoint =
        new TransactionSavepoint(this, held, guarded(held, held.connection()::setSavepoint));
    statements++;
    return savepoint;
  }

  @Override
  public void afterCommit(Runnable work) {
    requireUsable();
    afterCommit.add(work);
  }

  @Override
  public <C> C unwrap(Class<C> type) {
    requireWhole();
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
    requireUsable();
    if (rollbackOnly || state == SessionState.LOST) {
      throw refuseCommit("a part of it failed before");
    }
    Lease held = lease;
    if (held != null) {
      if (!held.isHeld()) {
        throw tooLateToCommit(held);
      }
      if (held.connection().getTransactionState() == TransactionState.FAILED) {
        throw refuseCommit("a statement failed before");
      }
      closeCursors();
      if (held.inTransaction()) {
        commit(held);
      }
      giveBack(held);
    }
    runHooks();
  }

  @Override
  public void rollback() {
    requireOwner();
    if (state == SessionState.CLOSED) {
      return;
    }
    afterCommit.clear();
    rollbackOnly = false;
    firstFailure = null;
    closeCursors();
    Lease held = lease;
    if (held != null) {
      giveBack(held);
    }
    state = SessionState.IDLE;
  }

  @Override
  public void close() {
    if (state != SessionState.CLOSED) {
      rollback();
      state = SessionState.CLOSED;
    }
  }

  /**
   * Runs what the server refuses inside a transaction block, such as VACUUM: it commits by itself,
   * and the connection is cleaned afterwards.
   */
  <T> T runWithoutTransaction(SqlText sql, StatementCall<T> call) {
    requireWhole();
    Lease held = take(true);
    held.markDirty();
    return guarded(
        held,
        () -> {
          try (var statement = held.connection().createStatement()) {
            statement.execute("SET default_transaction_read_only = off");
          }
          return call.on(held.connection(), sql.jdbc(), 0);
        });
  }

  /** Makes the next commit fail: a part that joined this session failed. */
  void rollbackOnly(@Nullable Throwable cause) {
    rollbackOnly = true;
    if (firstFailure == null) {
      firstFailure = cause;
    }
  }

  /** A savepoint undid what failed, so that no longer stands in the way of the commit. */
  void recovered() {
    if (!rollbackOnly) {
      firstFailure = null;
    }
  }

  /** What its statements share. */
  ClientContext context() {
    return clientContext();
  }

  /** How many statements of the running transaction succeeded. */
  int statements() {
    return statements;
  }

  /** Makes a call to the driver under the session's limits. */
  <T> T guarded(Lease held, SqlCall<T> call) {
    held.beginStatement(statementDeadline());
    try {
      return call.call();
    } catch (SQLException e) {
      throw failed(held, "", e);
    } finally {
      held.endStatement();
    }
  }

  /** Whether the lease is still this session's. */
  boolean isHeld(Lease held) {
    return lease == held && held.isHeld();
  }

  private Lease take(boolean ask) {
    long now = System.nanoTime();
    if (now - deadline >= 0) {
      throw new DeadlineExceededException(
          "session %s: its time was used up %d ms after it began, before this statement; do less in one session, or raise database.session.timeout"
              .formatted(id(), TimeUnit.NANOSECONDS.toMillis(now - start)),
          firstFailure);
    }
    Lease taken = pool.acquire(deadline, ask);
    lease = taken;
    state = SessionState.ACTIVE;
    statements = 0;
    return taken;
  }

  private Lease begin() {
    Lease held = lease == null ? take(true) : lease;
    if (!held.inTransaction()) {
      guarded(
          held,
          () -> {
            beginBlock(held.connection());
            return true;
          });
    }
    return held;
  }

  private <T> T attempt(Lease held, SqlText sql, StatementCall<T> call) throws SQLException {
    if (sql.footprint() == Footprint.SESSION) {
      held.markDirty();
    }
    PgConnection connection = held.connection();
    held.beginStatement(statementDeadline());
    try {
      if (!Begin.isNeeded(options) || held.inTransaction()) {
        return call.on(connection, sql.jdbc(), 0);
      }
      if (options.fetchSize() > 0 || !sql.mayJoinBegin()) {
        beginBlock(connection);
        return call.on(connection, sql.jdbc(), 0);
      }
      return call.on(connection, sql.joined(Begin.text(options)), 1);
    } finally {
      held.endStatement();
      enterBlock(connection);
    }
  }

  private void beginBlock(PgConnection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(Begin.text(options));
    }
    enterBlock(connection);
  }

  /** Tells the driver what the server knows already; nothing is sent. */
  private static void enterBlock(PgConnection connection) throws SQLException {
    if (!connection.isClosed()
        && connection.getTransactionState() != TransactionState.IDLE
        && connection.getAutoCommit()) {
      connection.setAutoCommit(false);
    }
  }

  private void commit(Lease held) {
    held.beginStatement(deadline);
    try {
      held.connection().commit();
    } catch (SQLException e) {
      state = SessionState.LOST;
      afterCommit.clear();
      if (SqlStates.isConnectionLost(SqlStates.of(e)) || !held.isHeld()) {
        held.discard();
        lease = null;
        throw new CommitOutcomeUnknownException(
            "session %s: the connection was lost while committing, so the transaction may or may not have been kept; look before you repeat it"
                .formatted(id()),
            e);
      }
      giveBack(held);
      throw new CommitFailedException(
          "session %s: the server refused the commit with SQLSTATE %s; nothing was kept"
              .formatted(id(), SqlStates.of(e)),
          e);
    } finally {
      held.endStatement();
    }
  }

  /** The watch took the connection back between statements, so no COMMIT was or will be sent. */
  private DeadlineExceededException tooLateToCommit(Lease held) {
    held.discard();
    rollback();
    return new DeadlineExceededException(
        "session %s: its time was used up %d ms after it began, before the commit, so nothing was kept; do less in one session, or raise database.session.timeout"
            .formatted(id(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)),
        null);
  }

  private CommitFailedException refuseCommit(String why) {
    Throwable cause = firstFailure;
    rollback();
    return new CommitFailedException(
        "session %s: not committed, since %s; roll back, or use a savepoint for what may fail"
            .formatted(id(), why),
        cause);
  }

  private void giveBack(Lease held) {
    held.release();
    lease = null;
    statements = 0;
    firstFailure = null;
    state = SessionState.IDLE;
  }

  private void runHooks() {
    List<Runnable> hooks = List.copyOf(afterCommit);
    afterCommit.clear();
    for (Runnable hook : hooks) {
      try {
        hook.run();
      } catch (RuntimeException e) {
        // The commit stands; failing now would be a lie about it.
        LOGGER.log(
            Level.WARNING,
            "session {0}: an afterCommit hook failed: {1}",
            id(),
            e.getClass().getName());
      }
    }
  }

  private void closeCursors() {
    cursors.forEach(Cursor::close);
    cursors.clear();
  }

  private boolean provedDead(Lease held, SQLException e) {
    return SqlStates.isConnectionLost(SqlStates.of(e))
        && held.isHeld()
        && !Thread.currentThread().isInterrupted();
  }

  private RuntimeException failed(Lease held, String statement, SQLException e) {
    RuntimeException failure = Failures.of(this, held, statement, e, System.nanoTime() - start);
    if (firstFailure == null) {
      firstFailure = failure;
    }
    if (!(failure instanceof StatementException)) {
      lease = null;
      state = SessionState.LOST;
    }
    return failure;
  }

  private long statementDeadline() {
    Duration limit = limits.statementTimeout();
    return limit.isZero() ? deadline : Math.min(deadline, System.nanoTime() + limit.toNanos());
  }

  private void requireUsable() {
    requireOwner();
    if (state == SessionState.CLOSED) {
      throw new SessionClosedException(
          "session %s is closed; its answer was sent, or close() was called: open another one"
              .formatted(id()),
          null);
    }
  }

  /** A lost transaction is over: what follows must not be committed as if it were the whole. */
  private void requireWhole() {
    requireUsable();
    if (state == SessionState.LOST) {
      throw new TransactionAbortedException(
          "session %s: its connection is gone, and what it had done with it; roll back before the next statement"
              .formatted(id()),
          firstFailure);
    }
  }

  /** Text that ends the transaction would make commit and rollback say what is not so. */
  private void requireOrdinary(SqlText sql) {
    if (sql.controlsTransaction()) {
      String message =
          "session %s: the statement begins or ends a transaction by itself; use commit(), rollback() or savepoint()"
              .formatted(id());
      throw new StatementException(message, sql.text(), new SQLException(message, "2D000"));
    }
  }

  private void requireOwner() {
    Thread current = Thread.currentThread();
    if (current != owner && owner.isAlive()) {
      throw new SessionConfinementException(
          "session %s belongs to thread '%s' and was used by '%s'; give each thread a session of its own"
              .formatted(id(), owner.getName(), current.getName()),
          null);
    }
  }
}
