package dev.heddle;

import dev.heddle.client.SqlCall;
import dev.heddle.error.SessionClosedException;
import dev.heddle.pool.Lease;

/** A savepoint of the server. */
final class TransactionSavepoint implements Savepoint {

  private final DatabaseSession session;
  private final Lease lease;
  private final java.sql.Savepoint mark;
  private final CommitHooks.Mark hooks;

  TransactionSavepoint(
      DatabaseSession session, Lease lease, java.sql.Savepoint mark, CommitHooks.Mark hooks) {
    this.session = session;
    this.lease = lease;
    this.mark = mark;
    this.hooks = hooks;
  }

  @Override
  public void rollback() {
    guarded(
        () -> {
          lease.connection().rollback(mark);
          return true;
        });
    session.parts().recovered(hooks);
  }

  @Override
  public void release() {
    guarded(
        () -> {
          lease.connection().releaseSavepoint(mark);
          return true;
        });
  }

  private void guarded(SqlCall<Boolean> call) {
    if (!session.transaction().isHeld(lease)) {
      throw new SessionClosedException(
          "session %s: the transaction of this savepoint has ended".formatted(session.id()), null);
    }
    session.transaction().guarded(lease, call);
  }
}
