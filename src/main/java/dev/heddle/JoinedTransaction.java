package dev.heddle;

import dev.heddle.client.StatementFactory;
import dev.heddle.client.StatementRunner;
import io.helidon.dbclient.DbTransaction;

/**
 * A transaction asked for inside a session: it works in that session, whose own commit decides.
 * Rolling it back undoes the session when the session had done nothing before it; otherwise the
 * session can only be rolled back.
 */
final class JoinedTransaction extends StatementFactory implements DbTransaction {

  private final DatabaseSession session;
  private final boolean first;

  JoinedTransaction(DatabaseSession session) {
    super(session.context());
    this.session = session;
    this.first = !session.isActive();
  }

  @Override
  protected StatementRunner runner() {
    return session;
  }

  @Override
  public void commit() {
    // The session commits before its answer is sent.
  }

  @Override
  public void rollback() {
    if (first) {
      session.rollback();
    } else {
      session.rollbackOnly(null);
    }
  }

  @Override
  public <C> C unwrap(Class<C> type) {
    return session.unwrap(type);
  }
}
