package dev.heddle;

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
    requireHeld();
    session.guarded(
        lease,
        () -> {
          lease.connection().rollback(mark);
          return true;
        });
    session.recovered(hooks);
  }

  @Override
  public void release() {
    requireHeld();
    session.guarded(
        lease,
        () -> {
          lease.connection().releaseSavepoint(mark);
          return true;
        });
  }

  private void requireHeld() {
    if (!session.isHeld(lease)) {
      throw new SessionClosedException(
          "session %s: the transaction of this savepoint has ended".formatted(session.id()), null);
    }
  }
}
