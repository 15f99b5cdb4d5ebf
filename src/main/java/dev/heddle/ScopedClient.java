package dev.heddle;

import io.helidon.dbclient.DbClientBase;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbTransaction;
import org.jspecify.annotations.Nullable;

/** Helidon's client on a database: it joins the session in scope, or makes short ones. */
final class ScopedClient extends DbClientBase {

  private final Database database;
  private final DbExecute statements;

  ScopedClient(Database database) {
    super(database.clientContext().helidon());
    this.database = database;
    this.statements = new ScopedStatements(database);
  }

  @Override
  public String dbType() {
    return "jdbc:postgresql";
  }

  @Override
  public DbExecute execute() {
    return statements;
  }

  @Override
  public DbTransaction transaction() {
    @Nullable DatabaseSession current = database.current();
    return current != null
        ? new JoinedTransaction(current)
        : database.newSession(TransactionOptions.write());
  }

  @Override
  public <C> C unwrap(Class<C> type) {
    if (type.isInstance(database)) {
      return type.cast(database);
    }
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    @Nullable DatabaseSession current = database.current();
    if (current != null) {
      return current.unwrap(type);
    }
    throw new UnsupportedOperationException(
        "Class %s is not supported for unwrap outside a session".formatted(type.getName()));
  }

  @Override
  public void close() {
    database.close();
  }
}
