package dev.heddle;

import dev.heddle.error.CommitFailedException;
import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.pool.Lease;
import org.postgresql.core.TransactionState;

/**
 * How a session's transaction ends. What failed in part is never committed; the hooks run behind a
 * commit that is certain, when the connection was given back, and are forgotten otherwise.
 */
final class Ending {

  private final SessionLife life;
  private final Budget budget;
  private final CommitHooks hooks;
  private final RunningTransaction transaction;
  private final JoinedParts parts;
  private final Commit commit;
  private boolean committed;

  Ending(
      SessionLife life,
      Budget budget,
      CommitHooks hooks,
      RunningTransaction transaction,
      JoinedParts parts,
      Commit commit) {
    this.life = life;
    this.budget = budget;
    this.hooks = hooks;
    this.transaction = transaction;
    this.parts = parts;
    this.commit = commit;
  }

  /** Whether one has committed, or may have. */
  boolean mayHaveCommitted() {
    return committed;
  }

  /** Commits what was done, in a round trip of its own; outside a block it was kept already. */
  void commit() {
    requireCommittable();
    Lease held = transaction.lease();
    if (held != null) {
      transaction.closeCursors();
      if (held.inTransaction()) {
        send(held);
      }
      transaction.giveBack(held);
    }
    committed |= held != null || hooks.count() > 0;
    hooks.run(life);
  }

  private void send(Lease held) {
    try {
      commit.send(held);
    } catch (RuntimeException e) {
      throw notCommitted(held, e);
    }
  }

  /** The server has executed a COMMIT that travelled with a statement. */
  void committed(Lease held) {
    if (held.hasExpired()) {
      throw notCommitted(held, Refusal.stoppedAtDeadline(life.id()));
    }
    committed = true;
    transaction.giveBack(held);
    hooks.run(life);
  }

  /** Ends what was not kept, or not for certain, and is told so by the failure. */
  RuntimeException notCommitted(Lease held, RuntimeException failure) {
    boolean lost = !held.isHeld();
    committed |= failure instanceof CommitOutcomeUnknownException;
    hooks.clear();
    transaction.giveBack(held);
    if (lost) {
      life.becomes(SessionState.LOST);
    }
    return failure;
  }

  /** Rolls back and refuses what must not be committed: a part of it failed, or it is too late. */
  void requireCommittable() {
    if (parts.isRollbackOnly() || life.is(SessionState.LOST)) {
      throw refuse("a part of it failed before");
    }
    Lease held = transaction.lease();
    if (held == null) {
      return;
    }
    if (!held.isHeld()) {
      held.discard();
      rollback();
      throw Refusal.tooLateToCommit(life.id(), budget);
    }
    if (held.connection().getTransactionState() == TransactionState.FAILED) {
      throw refuse("a statement failed before");
    }
  }

  private CommitFailedException refuse(String why) {
    Throwable cause = transaction.firstFailure();
    rollback();
    return Refusal.notCommitted(life.id(), why, cause);
  }

  /** Undoes all of it, and forgets what was to follow. */
  void rollback() {
    hooks.clear();
    parts.rolledBack();
    transaction.undo();
  }

  /** Undoes a part that did all there is in the transaction; what was asked for before it stays. */
  void undo(JoinedParts.Part part) {
    transaction.undo();
    hooks.keep(part.hooks());
  }
}
