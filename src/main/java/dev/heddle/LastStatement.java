package dev.heddle;

import dev.heddle.client.Cursor;
import dev.heddle.client.SqlCall;
import dev.heddle.client.SqlText;
import dev.heddle.client.StatementCall;
import dev.heddle.client.StatementFactory;
import dev.heddle.client.StatementRunner;
import io.helidon.dbclient.DbStatementType;

/** A statement that the user declares to be the transaction's last one: COMMIT travels with it. */
final class LastStatement extends StatementFactory implements StatementRunner {

  private final DatabaseSession session;

  LastStatement(DatabaseSession session) {
    super(session.context());
    this.session = session;
  }

  @Override
  protected StatementRunner runner() {
    return this;
  }

  @Override
  public <T> T run(SqlText sql, DbStatementType type, StatementCall<T> call) {
    return session.runLast(sql, call);
  }

  @Override
  public <T> T resume(SqlText sql, SqlCall<T> call) {
    return session.resume(sql, call);
  }

  @Override
  public String id() {
    return session.id();
  }

  /** All rows at once: a cursor would end with the transaction, before it was read. */
  @Override
  public int fetchSize() {
    return 0;
  }

  @Override
  public void track(Cursor cursor) {
    session.track(cursor);
  }

  @Override
  public <C> C unwrap(Class<C> type) {
    return session.unwrap(type);
  }
}
