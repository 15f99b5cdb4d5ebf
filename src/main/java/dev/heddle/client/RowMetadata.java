package dev.heddle.client;

import io.helidon.common.GenericType;
import io.helidon.common.mapper.*;
import io.helidon.dbclient.*;
import java.sql.*;
import java.util.*;
import java.util.function.*;
import org.jspecify.annotations.Nullable;

/** Interim. */
final class RowMetadata {
  static RowMetadata of(ResultSet rs, DbContext context) {
    return new RowMetadata();
  }

  DbRow read(ResultSet rs) throws SQLException {
    List<Object> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= rs.getMetaData().getColumnCount(); i++) {
      values.add(rs.getObject(i));
      names.add(rs.getMetaData().getColumnLabel(i));
    }
    return new InterimRow(names, values);
  }

  @SuppressWarnings({"MissingOverride", "NullAway", "removal"})
  record InterimRow(List<String> names, List<Object> values) implements DbRow {
    public DbColumn column(String name) {
      return column(names.indexOf(name) + 1);
    }

    public DbColumn column(int i) {
      return new InterimColumn(names.get(i - 1), values.get(i - 1));
    }

    public void forEach(Consumer<? super DbColumn> action) {}

    public <T> T as(Class<T> type) {
      throw new UnsupportedOperationException();
    }

    public <T> T as(GenericType<T> type) {
      throw new UnsupportedOperationException();
    }

    public <T> T as(Function<DbRow, T> mapper) {
      return mapper.apply(this);
    }
  }

  @SuppressWarnings({"MissingOverride", "NullAway", "removal"})
  record InterimColumn(String name, @Nullable Object value) implements DbColumn {
    public <T> T get(Class<T> type) {
      return type == String.class ? type.cast(String.valueOf(value)) : type.cast(value);
    }

    public <T> T get(GenericType<T> type) {
      throw new UnsupportedOperationException();
    }

    public Class<?> javaType() {
      return Object.class;
    }

    public String dbType() {
      return "";
    }

    @SuppressWarnings("removal")
    public <N> Value<N> as(Class<N> type) {
      return Value.create(MapperManager.create(), name, get(type), "x");
    }

    public <N> Value<N> as(GenericType<N> type) {
      throw new UnsupportedOperationException();
    }

    public <N> Value<N> as(Function<? super Object, ? extends N> mapper) {
      throw new UnsupportedOperationException();
    }

    public Optional<Object> asOptional() {
      return Optional.ofNullable(value);
    }

    public Value<Boolean> asBoolean() {
      return as(Boolean.class);
    }

    public Value<String> asString() {
      return as(String.class);
    }

    public Value<Integer> asInt() {
      return as(Integer.class);
    }

    public Value<Long> asLong() {
      return as(Long.class);
    }

    public Value<Double> asDouble() {
      return as(Double.class);
    }
  }
}
