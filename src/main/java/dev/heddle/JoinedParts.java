package dev.heddle;

import org.jspecify.annotations.Nullable;

/**
 * The parts of the work that join a session, one inside another: while one is under way, only what
 * encloses it decides about the transaction, and what it asked for lasts until it is undone.
 */
final class JoinedParts {

  private final SessionLife life;
  private final CommitHooks hooks;
  private final RunningTransaction transaction;
  private boolean rollbackOnly;
  private int open;

  JoinedParts(SessionLife life, CommitHooks hooks, RunningTransaction transaction) {
    this.life = life;
    this.hooks = hooks;
    this.transaction = transaction;
  }

  /** What the session was like when a part joined it. */
  record Part(CommitHooks.Mark hooks, boolean rollbackOnly) {}

  /** What the session is like now, before a part joins it. */
  Part part() {
    life.requireUsable();
    return new Part(hooks.mark(), rollbackOnly);
  }

  /** A part begins; until it leaves, the session neither commits nor rolls back by itself. */
  Part join() {
    Part part = part();
    open++;
    return part;
  }

  /** The part has ended. */
  void leave() {
    open--;
  }

  /** Whether one is under way. */
  boolean areOpen() {
    return open > 0;
  }

  /** None is under way any more, whatever has not left yet. */
  void end() {
    open = 0;
  }

  /** Makes the next commit fail: a part failed, or asked for it. */
  void rollbackOnly(@Nullable Throwable cause) {
    life.requireOwner();
    rollbackOnly = true;
    transaction.failedBy(cause);
  }

  /** Whether a part asked for the rollback. */
  boolean isRollbackOnly() {
    return rollbackOnly;
  }

  /** All was rolled back, as whoever asked for it wanted. */
  void rolledBack() {
    rollbackOnly = false;
  }

  /** The part was undone, and with it what it asked for. */
  void undone(Part part) {
    rollbackOnly = part.rollbackOnly();
    recovered(part.hooks());
  }

  /** A savepoint undid what failed, so that no longer stands in the way of the commit. */
  void recovered(CommitHooks.Mark mark) {
    hooks.keep(mark);
    if (!rollbackOnly) {
      transaction.recovered();
    }
  }
}
