package dev.heddle.client;

import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbStatementQuery;
import io.helidon.dbclient.DbStatementType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A statement of which all rows count. Without a fetch size the driver has all of them in memory
 * when it returns, so they are read out at once and the stream holds nothing; with one, the stream
 * is a {@link Cursor} of the session.
 */
final class QueryStatement extends PgStatement<DbStatementQuery> implements DbStatementQuery {

  QueryStatement(ClientContext client, StatementContext statement, StatementRunner runner) {
    super(client, statement, runner, DbStatementType.QUERY);
  }

  @Override
  public Stream<DbRow> execute() {
    if (runner().fetchSize() > 0) {
      return perform(new CursorReader(), cursor -> 0).stream();
    }
    return perform((sql, executed) -> all(client(), sql, executed), List::size).stream();
  }

  /** All rows of a statement that was executed. */
  static List<DbRow> all(ClientContext client, SqlText sql, PreparedStatement executed)
      throws SQLException {
    ResultSet rows = ResultReader.rows(executed);
    RowMetadata metadata = RowMetadata.of(rows, sql, client.helidon());
    List<DbRow> all = new ArrayList<>();
    while (rows.next()) {
      all.add(metadata.read(rows));
    }
    return all;
  }

  private final class CursorReader implements ResultReader<Cursor> {

    @Override
    public Cursor read(SqlText sql, PreparedStatement executed) throws SQLException {
      ResultSet rows = ResultReader.rows(executed);
      Cursor cursor =
          new Cursor(runner(), sql, executed, rows, RowMetadata.of(rows, sql, client().helidon()));
      runner().track(cursor);
      return cursor;
    }

    @Override
    public boolean keepsOpen() {
      return true;
    }
  }
}
