package dev.heddle.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/**
 * One connection, held by one session until it is released clean or discarded, whichever comes
 * first, exactly once.
 *
 * <pre>
 *   HELD       → RELEASED    by its holder
 *   HELD       → DISCARDED   by its holder, or by the watch when the holder let the deadline pass
 *   HELD       → CANCELLING  by the watch, while a statement runs past its deadline
 *   CANCELLING → DISCARDED   by its holder, or by the watch as above: a cancel may still be under way
 *                            and must not hit the next
 * </pre>
 */
public final class Lease {

  private enum State {
    HELD,
    CANCELLING,
    RELEASED,
    DISCARDED
  }

  private static final long IDLE = Long.MAX_VALUE;

  private final ConnectionPool pool;
  private final Connection pooled;
  private final PhysicalConnection physical;
  private final long deadline;
  private final AtomicReference<State> state = new AtomicReference<>(State.HELD);

  /** The running statement's own deadline, or {@link #IDLE} between statements. */
  private volatile long statementDeadline = IDLE;

  private volatile boolean expired;

  /** Who runs the statement; written before its deadline is, so that the watch sees both. */
  private @Nullable Thread runner;

  private boolean interruptedByWatch;
  private final List<Statement> lent = new ArrayList<>(0);
  private boolean dirty;

  private Lease(
      ConnectionPool pool, Connection pooled, PhysicalConnection physical, long deadline) {
    this.pool = pool;
    this.pooled = pooled;
    this.physical = physical;
    this.deadline = deadline;
  }

  /** A lease that the watch sees from now on. */
  static Lease of(
      ConnectionPool pool, Connection pooled, PhysicalConnection physical, long deadline) {
    Lease lease = new Lease(pool, pooled, physical, deadline);
    physical.lendTo(lease);
    return lease;
  }

  /** {@return the driver's connection; in autocommit mode until a transaction is begun on it} */
  public PgConnection connection() {
    return physical.driver();
  }

  /** {@return whether the server is in a transaction block, failed or not} */
  public boolean inTransaction() {
    return connection().getTransactionState() != TransactionState.IDLE;
  }

  /**
   * Names a transaction of this connection, so that it can be asked for on another one.
   *
   * @param number PostgreSQL's own, a decimal {@code xid8}
   * @return with the process and the history that it belongs to
   */
  public TransactionId transaction(String number) {
    return new TransactionId(number, connection().getBackendPID(), physical.timeline());
  }

  /** {@return whether nothing can be sent over it any more} */
  public boolean isBroken() {
    return connection().getQueryExecutor().isClosed();
  }

  /** {@return whether it is still held; a watch may have taken it back} */
  public boolean isHeld() {
    return state.get() == State.HELD;
  }

  /** {@return whether its deadline ended it} */
  public boolean hasExpired() {
    return expired;
  }

  /** Notes that something may have been left behind in the server's session. */
  public void markDirty() {
    dirty = true;
  }

  /**
   * Sees to it that a statement which was handed out does not outlive the lease.
   *
   * @param statement closed when the connection is given back, if it is still open
   */
  public void closeOnReturn(Statement statement) {
    lent.removeIf(Lease::isClosed);
    lent.add(statement);
  }

  private static boolean isClosed(Statement statement) {
    try {
      return statement.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /**
   * Announces a call to the driver, which the watch ends when it takes too long.
   *
   * @param mustEndBy the {@link System#nanoTime()} by which it must have ended
   */
  public void beginStatement(long mustEndBy) {
    runner = Thread.currentThread();
    statementDeadline = mustEndBy;
  }

  /** Announces the end of the call. */
  public void endStatement() {
    statementDeadline = IDLE;
    if (expired) {
      forgetInterrupt();
    }
  }

  /**
   * Gives the connection back clean: an open transaction is rolled back, and when the session was
   * dirty everything that it left is discarded. What cannot be cleaned within two seconds is
   * discarded whole.
   *
   * @return what went wrong with the cleaning, for whoever has a first failure to attach it to
   */
  public Optional<Exception> release() {
    if (!isHeld()) {
      discard();
      return Optional.empty();
    }
    try {
      PgConnection connection = connection();
      beginStatement(Math.min(deadline, System.nanoTime() + pool.cleaningNanos()));
      for (Statement statement : lent) {
        statement.close();
      }
      if (inTransaction()) {
        connection.setAutoCommit(false);
        connection.rollback();
      }
      connection.setAutoCommit(true);
      if (dirty) {
        physical.settings().restore(connection);
        try (var statement = connection.createStatement()) {
          statement.execute("DISCARD ALL");
        }
        // Those that have arrived wait in the driver; without a time limit it reads no further.
        connection.getNotifications();
      }
    } catch (SQLException | RuntimeException e) {
      // Whatever went wrong, a connection that was not seen to be clean is not given back.
      discard();
      return Optional.of(e);
    } finally {
      endStatement();
    }
    if (state.compareAndSet(State.HELD, State.RELEASED)) {
      pool.takeBack(pooled, physical);
    } else {
      discard();
    }
    return Optional.empty();
  }

  /** Closes the connection instead of giving it back. */
  public void discard() {
    State before = state.getAndUpdate(now -> now == State.RELEASED ? now : State.DISCARDED);
    if (before == State.HELD || before == State.CANCELLING) {
      pool.throwAway(pooled, physical);
    }
  }

  /**
   * Whether the server refused to write because it is a standby, as after a failover; costs no
   * round trip. A server before version 14 does not say what it is, so there 25006 must do.
   *
   * @param sqlState what a statement failed with in a session that may write
   * @return false when the server is a primary
   */
  public boolean isOnStandby(String sqlState) {
    String standby = connection().getParameterStatus("in_hot_standby");
    return standby == null ? sqlState.equals("25006") : standby.equals("on");
  }

  /**
   * Replaces all connections that are as old as this one, once however many sessions ask: their
   * server is not the one to write to any more. This one is closed when it is released.
   *
   * @return false when they were replaced less than a second ago, this one included: the address
   *     still leads to that server
   */
  public boolean endGeneration() {
    return pool.endGeneration(physical);
  }

  /** Asks the server to stop what this connection runs, and gives the connection up. */
  public void cancelAndDiscard() {
    Thread.ofVirtual().name("heddle-cancel").start(this::sendCancel);
    discard();
  }

  /** Called by the watch: ends what is past its deadline. */
  void enforce(long now) {
    long statement = statementDeadline;
    if (statement != IDLE) {
      if (now - statement >= 0) {
        interruptStatement(now - statement);
      }
    } else if (now - deadline >= 0 && isOpen()) {
      expired = true;
      discard();
    }
  }

  /** Also while cancelling: the statement may have ended by itself, and its holder forgotten it. */
  private boolean isOpen() {
    State now = state.get();
    return now == State.HELD || now == State.CANCELLING;
  }

  private void interruptStatement(long overdue) {
    // Known to be expired before it can be seen to be cancelled.
    expired = true;
    if (state.compareAndSet(State.HELD, State.CANCELLING)) {
      Thread.ofVirtual().name("heddle-cancel").start(this::sendCancel);
    } else if (overdue >= pool.abortAfterNanos() && state.get() == State.CANCELLING) {
      // The server does not answer the cancel either: it is frozen or unreachable. A connection
      // that was released at this very moment is somebody else's already.
      physical.abort();
      if (overdue >= pool.wakeAfterNanos()) {
        wakeRunner();
      }
    }
  }

  /**
   * Interrupts the holder inside the driver: while a COPY is open there, the driver waits on a
   * condition, which neither a cancel nor a closed socket ends.
   */
  private void wakeRunner() {
    synchronized (lent) {
      Thread stuck = runner;
      if (stuck != null
          && statementDeadline != IDLE
          && !interruptedByWatch
          && !stuck.isInterrupted()) {
        interruptedByWatch = true;
        stuck.interrupt();
      }
    }
  }

  /** The interrupt was the watch's and has done its work: it is not the caller's to see. */
  private void forgetInterrupt() {
    synchronized (lent) {
      if (interruptedByWatch) {
        interruptedByWatch = false;
        Thread.interrupted();
      }
    }
  }

  private void sendCancel() {
    try {
      connection().getQueryExecutor().sendQueryCancel();
    } catch (SQLException e) {
      physical.abort();
    }
  }
}
