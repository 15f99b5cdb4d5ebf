package dev.heddle.client;

import io.helidon.dbclient.DbStatementDml;
import io.helidon.dbclient.DbStatementType;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A statement of which the number of changed rows counts. */
final class DmlStatement extends PgStatement<DbStatementDml> implements DbStatementDml {

  DmlStatement(
      ClientContext client,
      StatementContext statement,
      StatementRunner runner,
      DbStatementType type) {
    super(client, statement, runner, type);
  }

  @Override
  public long execute() {
    return perform((_, executed) -> changed(executed), Long::longValue);
  }

  /** The number of rows that a statement has changed which was executed. */
  static Long changed(PreparedStatement executed) throws SQLException {
    if (executed.getResultSet() != null) {
      throw new SQLException("the statement returned rows; use get or query", "0100E");
    }
    return Math.max(0, executed.getLargeUpdateCount());
  }
}
