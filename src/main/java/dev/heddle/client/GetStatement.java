package dev.heddle.client;

import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbStatementGet;
import io.helidon.dbclient.DbStatementType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** A statement of which the first row counts. */
final class GetStatement extends PgStatement<DbStatementGet> implements DbStatementGet {

  GetStatement(ClientContext client, StatementContext statement, StatementRunner runner) {
    super(client, statement, runner, DbStatementType.GET);
  }

  @Override
  public Optional<DbRow> execute() {
    return perform(
        (sql, executed) -> first(client(), sql, executed), row -> row.isPresent() ? 1 : 0);
  }

  /** The first row, if there is one, of a statement that was executed. */
  static Optional<DbRow> first(ClientContext client, SqlText sql, PreparedStatement executed)
      throws SQLException {
    ResultSet rows = ResultReader.rows(executed);
    if (!rows.next()) {
      return Optional.empty();
    }
    return Optional.of(RowMetadata.of(rows, sql, client.helidon()).read(rows));
  }
}
