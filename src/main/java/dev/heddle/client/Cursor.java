package dev.heddle.client;

import io.helidon.dbclient.DbRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A query whose rows are fetched some at a time. It belongs to the session's transaction and is
 * closed with it at the latest.
 */
public final class Cursor extends Spliterators.AbstractSpliterator<DbRow> {

  private final StatementRunner runner;
  private final SqlText sql;
  private final PreparedStatement statement;
  private final ResultSet rows;
  private final RowMetadata metadata;

  Cursor(
      StatementRunner runner,
      SqlText sql,
      PreparedStatement statement,
      ResultSet rows,
      RowMetadata metadata) {
    super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
    this.runner = runner;
    this.sql = sql;
    this.statement = statement;
    this.rows = rows;
    this.metadata = metadata;
  }

  Stream<DbRow> stream() {
    return StreamSupport.stream(this, false).onClose(this::close);
  }

  @Override
  public boolean tryAdvance(Consumer<? super DbRow> action) {
    DbRow[] row = new DbRow[1];
    boolean more =
        runner.resume(
            sql,
            () -> {
              if (!rows.next()) {
                return false;
              }
              row[0] = metadata.read(rows);
              return true;
            });
    if (more) {
      action.accept(row[0]);
    } else {
      close();
    }
    return more;
  }

  /** {@return whether nothing more can come from it} */
  public boolean isClosed() {
    try {
      return statement.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** Gives the server's cursor up; rows that were not read are lost. */
  public void close() {
    try {
      statement.close();
    } catch (SQLException e) {
      // The transaction's end closes the cursor on the server; here only memory was to be freed.
      return;
    }
  }
}
