package dev.heddle.client;

import dev.heddle.error.ColumnMappingException;
import io.helidon.common.GenericType;
import io.helidon.common.mapper.MapperException;
import io.helidon.dbclient.DbMapperManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which column fills which component of a record, for the rows of one result. */
final class RecordPlan {

  private final RecordShape<?> shape;
  private final int[] positions;

  private RecordPlan(RecordShape<?> shape, int[] positions) {
    this.shape = shape;
    this.positions = positions;
  }

  RecordShape<?> shape() {
    return shape;
  }

  /**
   * Finds the column of each component: the one with its name, or else the one that differs only in
   * case and underscores.
   *
   * @throws MapperException when a component has no column, or two
   */
  static RecordPlan of(RecordShape<?> shape, RowMetadata metadata) {
    int[] positions =
        shape.components().stream()
            .mapToInt(component -> position(shape, component, metadata.labels()))
            .toArray();
    return new RecordPlan(shape, positions);
  }

  private static int position(
      RecordShape<?> shape, RecordShape.Component component, Map<String, Integer> labels) {
    String wanted = folded(component.name());
    Map<String, Integer> candidates = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> label : labels.entrySet()) {
      if (label.getKey().equals(component.name())) {
        return label.getValue();
      }
      if (folded(label.getKey()).equals(wanted)) {
        candidates.put(label.getKey(), label.getValue());
      }
    }
    if (candidates.size() == 1) {
      return candidates.values().iterator().next();
    }
    String problem =
        candidates.isEmpty()
            ? "no column '%s'; available columns: %s"
                .formatted(component.sqlName(), String.join(", ", labels.keySet()))
            : "several columns fit: %s; rename one"
                .formatted(String.join(", ", candidates.keySet()));
    throw failure(shape, component, problem, null);
  }

  private static String folded(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /** The record for a row. */
  Object read(Row row) {
    List<RecordShape.Component> components = shape.components();
    @Nullable Object[] values = new @Nullable Object[positions.length];
    for (int i = 0; i < positions.length; i++) {
      values[i] = value(row, components.get(i), positions[i]);
    }
    try {
      return shape.constructor().invokeExact(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Record " + shape.type().getName() + " was not made.", e);
    }
  }

  private @Nullable Object value(Row row, RecordShape.Component component, int position) {
    ColumnMetadata column = row.metadata().column(position);
    Object cell = row.cell(position);
    if (cell == null) {
      if (component.isOptional()) {
        return Optional.empty();
      }
      if (component.isNullable()) {
        return null;
      }
      throw failure(
          shape,
          component,
          column + " is NULL; make it an Optional or annotate it @Nullable",
          null);
    }
    try {
      ValueConversion conversion = row.metadata().conversion();
      Object value = conversion.convert(column, cell, component.type(), component.target());
      return component.isOptional() ? Optional.of(value) : value;
    } catch (MapperException e) {
      throw failure(shape, component, String.valueOf(e.getMessage()), e);
    }
  }

  private static MapperException failure(
      RecordShape<?> shape,
      RecordShape.Component component,
      String problem,
      @Nullable Exception cause) {
    String detail = "component '" + component.name() + "': " + problem;
    GenericType<?> target = GenericType.create(shape.type());
    return new ColumnMappingException(DbMapperManager.TYPE_DB_ROW, target, detail, cause);
  }
}
