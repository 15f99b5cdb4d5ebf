package dev.heddle;

import dev.heddle.pool.CommitOutcome;
import dev.heddle.pool.ConnectionPool;
import dev.heddle.pool.Lease;
import java.sql.SQLException;

/**
 * COMMIT, and the truth about it: when it returns, the transaction was kept; each of its errors
 * says whether nothing was kept or whether nobody can tell.
 */
final class Commit {

  private final SessionLife session;
  private final ConnectionPool pool;
  private final Conversation conversation;
  private final Budget budget;

  Commit(SessionLife session, ConnectionPool pool, Conversation conversation, Budget budget) {
    this.session = session;
    this.pool = pool;
    this.conversation = conversation;
    this.budget = budget;
  }

  /** Commits, in a round trip of its own; looks up what was kept when the answer is lost. */
  void send(Lease held) {
    held.beginStatement(budget.deadline());
    try {
      held.connection().commit();
      if (held.hasExpired()) {
        throw Refusal.stoppedAtDeadline(session.id());
      }
    } catch (SQLException e) {
      if (!Failures.isOfLostConnection(e, held)) {
        throw refused(held, e);
      }
      CommitOutcome outcome = outcome(held);
      if (outcome != CommitOutcome.COMMITTED) {
        throw unanswered(outcome, e);
      }
    } finally {
      held.endStatement();
    }
  }

  /** The error for a statement and its COMMIT the answer to which is lost. */
  RuntimeException unanswered(Lease held, SQLException e) {
    return unanswered(outcome(held), e);
  }

  /** The error for a COMMIT that the server refused. */
  RuntimeException refused(Lease held, SQLException e) {
    return held.hasExpired()
        ? Failures.of(session.id(), held, "COMMIT", e, budget)
        : Refusal.refusedByServer(session.id(), e);
  }

  private RuntimeException unanswered(CommitOutcome outcome, SQLException e) {
    return outcome == CommitOutcome.ABORTED
        ? Refusal.notKept(session.id(), e)
        : Refusal.unknown(session.id(), e);
  }

  /**
   * No cancel is sent: it would end the wait for a standby, and so make a success of a commit that
   * no standby has.
   */
  private CommitOutcome outcome(Lease held) {
    held.discard();
    if (conversation.isReadOnly()) {
      return CommitOutcome.ABORTED;
    }
    String transaction = conversation.transactionId();
    return transaction == null
        ? CommitOutcome.UNKNOWN
        : pool.outcome(held.transaction(transaction), budget.deadline());
  }
}
