package dev.heddle.client;

import io.helidon.common.GenericType;
import io.helidon.common.mapper.OptionalValue;
import io.helidon.common.mapper.Value;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbColumn;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One value of a row. NULL is no error: {@code get()} and {@code get(type)} return null, {@code
 * asOptional()} and every {@code as…()} are empty, and {@code as(function)} passes null to the
 * function; only the primitives of {@code getInt()} and its like throw {@link
 * java.util.NoSuchElementException}.
 */
final class Column implements DbColumn {

  private static final String[] QUALIFIERS = {DbClient.MAPPING_QUALIFIER, "column"};

  private final ColumnMetadata metadata;
  private final ValueConversion conversion;
  private final @Nullable Object cell;

  Column(ColumnMetadata metadata, ValueConversion conversion, @Nullable Object cell) {
    this.metadata = metadata;
    this.conversion = conversion;
    this.cell = cell;
  }

  @Override
  public String name() {
    return metadata.name();
  }

  @Override
  public String dbType() {
    return metadata.type().name();
  }

  @Override
  public Class<?> javaType() {
    return metadata.javaType();
  }

  @Override
  public Optional<Integer> precision() {
    return metadata.precision();
  }

  @Override
  public Optional<Integer> scale() {
    return metadata.scale();
  }

  @Override
  public @Nullable Object get() {
    return cell == null ? null : ValueConversion.stock(cell);
  }

  @Override
  public <T> @Nullable T get(Class<T> type) {
    return cell == null ? null : conversion.convert(metadata, cell, type);
  }

  @Override
  @SuppressWarnings("unchecked") // the conversion's contract
  public <T> @Nullable T get(GenericType<T> type) {
    return cell == null ? null : (T) conversion.convert(metadata, cell, type.type());
  }

  @Override
  public <N> Value<N> as(Class<N> type) {
    return value(get(type));
  }

  @Override
  public <N> Value<N> as(GenericType<N> type) {
    return value(get(type));
  }

  @Override
  public <N> Value<N> as(Function<? super Object, ? extends N> mapper) {
    return value(mapper.apply(get()));
  }

  private <N> Value<N> value(@Nullable N value) {
    return value == null
        ? OptionalValue.createEmpty(name(), QUALIFIERS)
        : Value.create(conversion.further(), name(), value, QUALIFIERS);
  }

  @Override
  public Optional<Object> asOptional() {
    return Optional.ofNullable(get());
  }

  @Override
  public Value<Boolean> asBoolean() {
    return as(Boolean.class);
  }

  @Override
  public boolean getBoolean() {
    return asBoolean().get();
  }

  @Override
  public Value<String> asString() {
    return as(String.class);
  }

  @Override
  public Value<Integer> asInt() {
    return as(Integer.class);
  }

  @Override
  public int getInt() {
    return asInt().get();
  }

  @Override
  public Value<Long> asLong() {
    return as(Long.class);
  }

  @Override
  public long getLong() {
    return asLong().get();
  }

  @Override
  public Value<Double> asDouble() {
    return as(Double.class);
  }

  @Override
  public double getDouble() {
    return asDouble().get();
  }

  /** Name and type; never the value, which does not belong in logs. */
  @Override
  public String toString() {
    return metadata.toString();
  }
}
