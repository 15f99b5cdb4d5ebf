package dev.heddle.client;

import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbContext;
import io.helidon.dbclient.DbMapperManager;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Field;

/**
 * What all rows of one result share, read once and without a question to the server: the columns,
 * their labels, the mappers, and the way to the record type that was asked for last. Safe to share
 * among threads.
 */
final class RowMetadata {

  /** Never with the driver's own words, which quote the value. */
  private static final String NOT_READ = ": the driver cannot decode its value";

  private final ColumnMetadata[] columns;
  private final Map<String, Integer> positions;
  private final ValueConversion conversion;
  private final DbMapperManager rowMappers;
  private volatile @Nullable RecordPlan lastPlan;

  private RowMetadata(
      ColumnMetadata[] columns, ValueConversion conversion, DbMapperManager rowMappers) {
    this.columns = columns;
    this.conversion = conversion;
    this.rowMappers = rowMappers;
    this.positions = LinkedHashMap.newLinkedHashMap(columns.length);
    for (int i = 0; i < columns.length; i++) {
      positions.put(columns[i].name(), i);
    }
  }

  /**
   * Describes a result; the description of the text's last result is taken again where it fits, and
   * with it the way to the record type that was asked for last.
   *
   * @param result the result, of PostgreSQL's driver, wrapped or not
   * @param sql the text that was executed
   * @param context has the mappers for values and for rows, the same ones for each execution
   */
  static RowMetadata of(ResultSet result, SqlText sql, DbContext context) throws SQLException {
    Field[] fields = DriverFields.of(result);
    RowMetadata known = sql.lastResult();
    if (known != null && known.describes(fields)) {
      return known;
    }
    RowMetadata described = of(fields, context);
    sql.lastResult(described);
    return described;
  }

  private static RowMetadata of(Field[] fields, DbContext context) {
    ColumnMetadata[] columns = new ColumnMetadata[fields.length];
    for (int i = 0; i < fields.length; i++) {
      columns[i] = ColumnMetadata.of(fields[i]);
    }
    return new RowMetadata(
        columns, new ValueConversion(context.mapperManager()), context.dbMapperManager());
  }

  private boolean describes(Field[] fields) {
    if (fields.length != columns.length) {
      return false;
    }
    for (int i = 0; i < fields.length; i++) {
      if (!columns[i].describes(fields[i])) {
        return false;
      }
    }
    return true;
  }

  /** The row that the result stands on; the result does not move. */
  Row read(ResultSet result) throws SQLException {
    @Nullable Object[] cells = new @Nullable Object[columns.length];
    for (int i = 0; i < columns.length; i++) {
      cells[i] = read(result, i);
    }
    return new Row(this, cells);
  }

  private @Nullable Object read(ResultSet result, int position) throws SQLException {
    ColumnMetadata column = columns[position];
    try {
      return column.reader().read(result, position + 1);
    } catch (SQLException e) {
      throw new SQLDataException(column + NOT_READ, e.getSQLState(), e);
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw new SQLDataException(column + NOT_READ, "22000", e);
    }
  }

  /** The place of a label, counted from 0. */
  int position(String name) {
    Integer position = positions.get(name);
    if (position == null) {
      throw new DbClientException(
          "Column with name %s does not exist; available columns: %s"
              .formatted(name, String.join(", ", positions.keySet())));
    }
    return position;
  }

  /** One place for each label, in order. */
  Collection<Integer> positions() {
    return positions.values();
  }

  /** The labels with their places, in order. */
  Map<String, Integer> labels() {
    return positions;
  }

  ColumnMetadata column(int position) {
    return columns[position];
  }

  ValueConversion conversion() {
    return conversion;
  }

  DbMapperManager rowMappers() {
    return rowMappers;
  }

  /** How to fill a record type from these columns; resolved once for each type in a row. */
  RecordPlan plan(RecordShape<?> shape) {
    RecordPlan plan = lastPlan;
    if (plan == null || plan.shape().type() != shape.type()) {
      plan = RecordPlan.of(shape, this);
      lastPlan = plan;
    }
    return plan;
  }

  @Override
  public String toString() {
    return Arrays.toString(columns);
  }
}
