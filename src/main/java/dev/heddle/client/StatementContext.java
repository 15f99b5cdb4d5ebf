package dev.heddle.client;

import io.helidon.dbclient.DbExecuteContext;
import io.helidon.dbclient.DbStatementType;
import org.jspecify.annotations.Nullable;

/** What a statement is; its generated name is made only when somebody asks for it. */
final class StatementContext extends DbExecuteContext {

  private final @Nullable String givenName;
  private final SqlText sql;
  private final DbStatementType type;

  private StatementContext(
      Builder builder, @Nullable String givenName, SqlText sql, DbStatementType type) {
    super(builder);
    this.givenName = givenName;
    this.sql = sql;
    this.type = type;
  }

  static StatementContext of(
      ClientContext client, @Nullable String givenName, String statement, DbStatementType type) {
    return new StatementContext(
        DbExecuteContext.builder().statement(statement).clientContext(client.helidon()),
        givenName,
        client.texts().get(statement),
        type);
  }

  @Override
  public String statementName() {
    return givenName != null ? givenName : sql.generatedName(type);
  }

  SqlText sql() {
    return sql;
  }
}
