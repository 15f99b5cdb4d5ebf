package dev.heddle;

import dev.heddle.client.StatementFactory;
import dev.heddle.client.StatementRunner;
import org.jspecify.annotations.Nullable;

/** Statements each of which joins the session that is in scope where it is made, or is a single. */
final class ScopedStatements extends StatementFactory {

  private final Database database;
  private final SingleStatements singles;

  ScopedStatements(Database database) {
    super(database.clientContext());
    this.database = database;
    this.singles = new SingleStatements(database);
  }

  @Override
  protected StatementRunner runner() {
    @Nullable DatabaseSession current = database.current();
    return current != null ? current : singles;
  }

  @Override
  public <C> C unwrap(Class<C> type) {
    @Nullable DatabaseSession current = database.current();
    if (current != null) {
      return current.unwrap(type);
    }
    throw new UnsupportedOperationException(
        "there is no connection outside a session; unwrap it inside database.transact or from"
            + " client.transaction()");
  }
}
