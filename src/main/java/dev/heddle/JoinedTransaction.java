package dev.heddle;

import dev.heddle.client.Cursor;
import dev.heddle.client.SqlCall;
import dev.heddle.client.SqlText;
import dev.heddle.client.StatementCall;
import dev.heddle.client.StatementFactory;
import dev.heddle.client.StatementRunner;
import io.helidon.dbclient.DbStatementType;
import io.helidon.dbclient.DbTransaction;

/**
 * A transaction asked for inside a session: it works in that session, whose own commit decides.
 * Rolling it back undoes the session's transaction when nothing else was done in that; otherwise
 * the session can only be rolled back.
 */
final class JoinedTransaction extends StatementFactory implements DbTransaction, StatementRunner {

  private final DatabaseSession session;
  private final JoinedParts.Part part;
  private boolean used;

  /** Its statements that succeeded; the session counts them too, and everybody else's. */
  private int statements;

  /** The session's transaction that these belong to. */
  private int transaction;

  JoinedTransaction(DatabaseSession session) {
    super(session.context());
    this.session = session;
    this.part = session.parts().part();
  }

  @Override
  protected StatementRunner runner() {
    return this;
  }

  @Override
  public <T> T run(SqlText sql, DbStatementType type, StatementCall<T> call) {
    used = true;
    T result = session.run(sql, type, call);
    count();
    return result;
  }

  @Override
  public <T> T resume(SqlText sql, SqlCall<T> call) {
    return session.resume(sql, call);
  }

  @Override
  public String id() {
    return session.id();
  }

  @Override
  public int fetchSize() {
    return session.fetchSize();
  }

  @Override
  public void track(Cursor cursor) {
    session.track(cursor);
  }

  @Override
  public void commit() {
    // The session commits before its answer is sent.
  }

  @Override
  public void rollback() {
    if (!used || session.parts().isRollbackOnly()) {
      return;
    }
    int own = session.transaction().number() == transaction ? statements : 0;
    if (session.transaction().statements() == own && !session.isNested()) {
      session.undo(part);
      used = false;
    } else {
      session.parts().rollbackOnly(null);
    }
  }

  @Override
  public <C> C unwrap(Class<C> type) {
    used = true;
    C unwrapped = session.unwrap(type);
    count();
    return unwrapped;
  }

  private void count() {
    if (transaction != session.transaction().number()) {
      transaction = session.transaction().number();
      statements = 0;
    }
    statements++;
  }
}
