package dev.heddle.client;

import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbStatementDml;
import io.helidon.dbclient.DbStatementGet;
import io.helidon.dbclient.DbStatementQuery;
import io.helidon.dbclient.DbStatementType;
import org.jspecify.annotations.Nullable;

/** Makes the statements of Helidon's {@link DbExecute}; who runs them is the subclass's matter. */
public abstract class StatementFactory implements DbExecute {

  private final ClientContext client;

  /**
   * A factory of statements with the client's mappers, services and named statements.
   *
   * @param client what the statements share
   */
  protected StatementFactory(ClientContext client) {
    this.client = client;
  }

  /** {@return what runs the next statement; asked once for each} */
  protected abstract StatementRunner runner();

  /** {@return what the statements share} */
  protected final ClientContext clientContext() {
    return client;
  }

  @Override
  public DbStatementQuery createNamedQuery(String name, String statement) {
    return query(name, statement);
  }

  @Override
  public DbStatementQuery createNamedQuery(String name) {
    return query(name, configured(name));
  }

  @Override
  public DbStatementQuery createQuery(String statement) {
    return query(null, statement);
  }

  @Override
  public DbStatementGet createNamedGet(String name, String statement) {
    return get(name, statement);
  }

  @Override
  public DbStatementGet createNamedGet(String name) {
    return get(name, configured(name));
  }

  @Override
  public DbStatementGet createGet(String statement) {
    return get(null, statement);
  }

  @Override
  public DbStatementDml createNamedInsert(String name, String statement) {
    return dml(DbStatementType.INSERT, name, statement);
  }

  @Override
  public DbStatementDml createNamedInsert(String name) {
    return dml(DbStatementType.INSERT, name, configured(name));
  }

  @Override
  public DbStatementDml createInsert(String statement) {
    return dml(DbStatementType.INSERT, null, statement);
  }

  @Override
  public DbStatementDml createNamedUpdate(String name, String statement) {
    return dml(DbStatementType.UPDATE, name, statement);
  }

  @Override
  public DbStatementDml createNamedUpdate(String name) {
    return dml(DbStatementType.UPDATE, name, configured(name));
  }

  @Override
  public DbStatementDml createUpdate(String statement) {
    return dml(DbStatementType.UPDATE, null, statement);
  }

  @Override
  public DbStatementDml createNamedDelete(String name, String statement) {
    return dml(DbStatementType.DELETE, name, statement);
  }

  @Override
  public DbStatementDml createNamedDelete(String name) {
    return dml(DbStatementType.DELETE, name, configured(name));
  }

  @Override
  public DbStatementDml createDelete(String statement) {
    return dml(DbStatementType.DELETE, null, statement);
  }

  @Override
  public DbStatementDml createNamedDmlStatement(String name, String statement) {
    return dml(DbStatementType.DML, name, statement);
  }

  @Override
  public DbStatementDml createNamedDmlStatement(String name) {
    return dml(DbStatementType.DML, name, configured(name));
  }

  @Override
  public DbStatementDml createDmlStatement(String statement) {
    return dml(DbStatementType.DML, null, statement);
  }

  private String configured(String name) {
    return client.helidon().statements().statement(name);
  }

  private DbStatementQuery query(@Nullable String name, String statement) {
    return new QueryStatement(
        client, StatementContext.of(client, name, statement, DbStatementType.QUERY), runner());
  }

  private DbStatementGet get(@Nullable String name, String statement) {
    return new GetStatement(
        client, StatementContext.of(client, name, statement, DbStatementType.GET), runner());
  }

  private DbStatementDml dml(DbStatementType type, @Nullable String name, String statement) {
    return new DmlStatement(
        client, StatementContext.of(client, name, statement, type), runner(), type);
  }
}
