package dev.heddle;

import dev.heddle.client.Cursor;
import dev.heddle.client.SqlCall;
import dev.heddle.error.StatementException;
import dev.heddle.pool.ConnectionPool;
import dev.heddle.pool.Lease;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's transaction on its connection, which is taken for the first statement and let go of
 * exactly once: given back, retracted or lost. What follows is another transaction, on another
 * lease.
 */
final class RunningTransaction {

  /** The optimistic try, one on a connection that was asked first, and one for a race with it. */
  static final int TRIES = 3;

  private final SessionLife life;
  private final ConnectionPool pool;
  private final Conversation conversation;
  private final TransactionOptions options;
  private final Budget budget;
  private final List<Cursor> cursors = new ArrayList<>(0);
  private @Nullable Lease lease;
  private @Nullable Throwable firstFailure;
  private int statements;
  private int number;

  RunningTransaction(
      SessionLife life,
      ConnectionPool pool,
      Conversation conversation,
      TransactionOptions options,
      Budget budget) {
    this.life = life;
    this.pool = pool;
    this.conversation = conversation;
    this.options = options;
    this.budget = budget;
  }

  /** The connection; none before the first statement, and none when it was let go of. */
  @Nullable Lease lease() {
    return lease;
  }

  /** Which transaction of the session it is, or was the last. */
  int number() {
    return number;
  }

  /** How many of its statements succeeded. */
  int statements() {
    return statements;
  }

  /** A statement of it has succeeded. */
  void count() {
    statements++;
  }

  /** What failed first in it, and still stands in the way of the commit. */
  @Nullable Throwable firstFailure() {
    return firstFailure;
  }

  /** Notes a failure; only the first one counts. */
  void failedBy(@Nullable Throwable cause) {
    if (firstFailure == null) {
      firstFailure = cause;
    }
  }

  /** What failed was undone. */
  void recovered() {
    firstFailure = null;
  }

  /** A lost transaction is rolled back before anything else is done. */
  void requireWhole() {
    life.requireWhole(firstFailure);
  }

  /** Whether the lease is still its connection, for the thread that the session belongs to. */
  boolean isHeld(Lease held) {
    life.requireOwner();
    return lease == held && held.isHeld();
  }

  /**
   * The connection, taken now if there is none.
   *
   * @param ask whether a new one is asked for a sign of life first
   */
  Lease hold(boolean ask) {
    return hold(ask ? 0 : Long.MAX_VALUE);
  }

  /**
   * The connection, taken now if there is none.
   *
   * @param trustedNanos idle for longer, a new one is asked for a sign of life first
   */
  Lease hold(long trustedNanos) {
    Lease held = lease;
    return held == null ? take(trustedNanos) : held;
  }

  private Lease take(long trustedNanos) {
    if (budget.isUsedUp()) {
      throw Refusal.tooLateForStatement(life.id(), budget, firstFailure);
    }
    Lease taken = pool.acquire(budget.deadline(), trustedNanos);
    lease = taken;
    life.becomes(SessionState.ACTIVE);
    statements = 0;
    number++;
    return taken;
  }

  /** The connection, in a transaction block whatever the options need. */
  Lease begin() {
    Lease held = hold(true);
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

  /** Makes a call to the driver under the session's limits. */
  <T> T guarded(Lease held, SqlCall<T> call) {
    return guarded(held, "", call);
  }

  /** Makes a call to the driver under the session's limits, for a statement. */
  <T> T guarded(Lease held, String statement, SqlCall<T> call) {
    held.beginStatement(budget.statementDeadline());
    try {
      return call.call();
    } catch (SQLException e) {
      throw failed(held, statement, e);
    } finally {
      held.endStatement();
    }
  }

  /** The error for what the driver threw; the transaction is lost with anything but a statement. */
  RuntimeException failed(Lease held, String statement, SQLException e) {
    RuntimeException failure =
        Failures.isOfStandby(e, options, held)
            ? Failures.ofStandby(life.id(), held, e)
            : Failures.of(life.id(), held, statement, e, budget);
    failedBy(failure);
    if (!(failure instanceof StatementException)) {
      lease = null;
      conversation.end();
      life.becomes(SessionState.LOST);
    }
    return failure;
  }

  /**
   * Goes back to before the first statement, when it is certain that nothing of it took effect and
   * another try may well succeed.
   */
  boolean retract(Lease held, SQLException e) {
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

  /** Sees to it that the cursor does not outlive it. */
  void track(Cursor cursor) {
    cursors.removeIf(Cursor::isClosed);
    cursors.add(cursor);
  }

  void closeCursors() {
    cursors.forEach(Cursor::close);
    cursors.clear();
  }

  /**
   * Ends it: what was not committed is rolled back; what goes wrong with that is attached to the
   * first failure.
   */
  void giveBack(Lease held) {
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

  /** Ends it uncommitted, also when it was lost. */
  void undo() {
    closeCursors();
    Lease held = lease;
    if (held != null) {
      giveBack(held);
    }
    firstFailure = null;
    conversation.end();
    life.becomes(SessionState.IDLE);
  }
}
