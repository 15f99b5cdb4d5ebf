package dev.heddle;

import dev.heddle.client.SqlText;
import dev.heddle.client.StatementCall;
import dev.heddle.pool.Lease;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * A transaction's last statement and its COMMIT in one message, which is never sent again when it
 * may have been kept.
 */
final class LastMessage {

  /** Idle for longer, a connection is asked before it carries what must not be sent twice. */
  private static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final SessionLife life;
  private final TransactionOptions options;
  private final Conversation conversation;
  private final RunningTransaction transaction;
  private final Commit commit;
  private final Ending ending;

  LastMessage(
      SessionLife life,
      TransactionOptions options,
      Conversation conversation,
      RunningTransaction transaction,
      Commit commit,
      Ending ending) {
    this.life = life;
    this.options = options;
    this.conversation = conversation;
    this.transaction = transaction;
    this.commit = commit;
    this.ending = ending;
  }

  /** Sends them; when it returns, the transaction has ended and its hooks have run. */
  <T> T send(SqlText sql, StatementCall<T> call) {
    transaction.closeCursors();
    for (int tries = 1; ; tries++) {
      Lease held = transaction.hold(tries == 1 ? TRUSTED_NANOS : 0);
      T result;
      try {
        result = conversation.sendLast(held, sql, call);
      } catch (RuntimeException e) {
        if (conversation.wasExecuted()) {
          ending.committed(held);
        }
        throw e;
      } catch (SQLException e) {
        if (conversation.wasExecuted()) {
          ending.committed(held);
          throw Refusal.unreadable(life.id(), sql, e);
        }
        if (Failures.isOfLostConnection(e, held)) {
          // Never again: what it did may have been kept, and only the answer lost.
          throw ending.notCommitted(held, commit.unanswered(held, e));
        }
        if (transaction.statements() > 0
            || tries == RunningTransaction.TRIES
            || !transaction.retract(held, e)) {
          throw failed(held, sql, e);
        }
        continue;
      }
      ending.committed(held);
      return result;
    }
  }

  /**
   * Without a transaction now, the server has come to its COMMIT, if it was sent at all; a standby
   * has refused the BEGIN.
   */
  private RuntimeException failed(Lease held, SqlText sql, SQLException e) {
    if (held.inTransaction() || !conversation.wasSent() || Failures.isOfStandby(e, options, held)) {
      return transaction.failed(held, sql.text(), e);
    }
    return ending.notCommitted(
        held, Failures.isOfServer(e) ? commit.refused(held, e) : Refusal.unread(life.id(), e));
  }
}
