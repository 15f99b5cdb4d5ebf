package dev.heddle.client;

import io.helidon.common.GenericType;
import io.helidon.common.mapper.MapperException;
import io.helidon.dbclient.DbColumn;
import io.helidon.dbclient.DbMapperManager;
import io.helidon.dbclient.DbRow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One row, read whole: it stays valid when the result and the connection are gone. */
final class Row implements DbRow {

  private final RowMetadata metadata;
  private final @Nullable Object[] cells;

  Row(RowMetadata metadata, @Nullable Object[] cells) {
    this.metadata = metadata;
    this.cells = cells;
  }

  RowMetadata metadata() {
    return metadata;
  }

  /** The value of a column, counted from 0, as it was read. */
  @Nullable Object cell(int position) {
    return cells[position];
  }

  /**
   * The column with this label, the last one when several have it.
   *
   * @throws io.helidon.dbclient.DbClientException when there is none; the message lists the labels
   */
  @Override
  public DbColumn column(String name) {
    return at(metadata.position(name));
  }

  @Override
  public DbColumn column(int index) {
    if (index < 1 || index > cells.length) {
      throw new IndexOutOfBoundsException(
          "Column with index %d does not exist; the row has %d columns, counted from 1"
              .formatted(index, cells.length));
    }
    return at(index - 1);
  }

  private Column at(int position) {
    return new Column(metadata.column(position), metadata.conversion(), cells[position]);
  }

  /** Visits each label once, in the order of the row. */
  @Override
  public void forEach(Consumer<? super DbColumn> columnAction) {
    metadata.positions().forEach(position -> columnAction.accept(at(position)));
  }

  /**
   * The row as its mapper reads it.
   *
   * @throws dev.heddle.error.ColumnMappingException when there is no mapper, or whatever it throws
   */
  @Override
  public <T> T as(Class<T> type) {
    try {
      return metadata.rowMappers().read(this, type);
    } catch (MapperException e) {
      throw MapperFailure.of(e, DbMapperManager.TYPE_DB_ROW, GenericType.create(type));
    }
  }

  /** As with a class. */
  @Override
  public <T> T as(GenericType<T> type) {
    try {
      return metadata.rowMappers().read(this, type);
    } catch (MapperException e) {
      throw MapperFailure.of(e, DbMapperManager.TYPE_DB_ROW, type);
    }
  }

  @Override
  public <T> T as(Function<DbRow, T> mapper) {
    return mapper.apply(this);
  }

  /** Labels and types; never the values, which do not belong in logs. */
  @Override
  public String toString() {
    return "row of " + metadata;
  }
}
