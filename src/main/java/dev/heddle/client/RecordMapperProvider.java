package dev.heddle.client;

import io.helidon.common.Weight;
import io.helidon.dbclient.DbMapper;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.spi.DbMapperProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maps rows to any record and records to parameters, without registration.
 *
 * <p>A component takes the column with its name; case and underscores do not matter, so {@code
 * createdAt} takes {@code created_at}. A NULL fits an {@link Optional} (empty) or a component with
 * an annotation called {@code Nullable}; for any other it is an error that names column and
 * component, as is a missing column. As parameters, a record offers each component under both
 * names, {@code :createdAt} and {@code :created_at}.
 *
 * <p>It is added by Heddle's builder with the lowest weight and not as a service: a mapper that the
 * application registers wins, and other database clients of the application do not change.
 */
@Weight(1) // The default, of what an application registers, is 100.
public final class RecordMapperProvider implements DbMapperProvider {

  /** The provider; it has no state. */
  public RecordMapperProvider() {}

  @Override
  public <T> Optional<DbMapper<T>> mapper(Class<T> type) {
    return type.isRecord()
        ? Optional.of(new RecordMapper<>(RecordShape.of(type)))
        : Optional.empty();
  }

  private record RecordMapper<T>(RecordShape<T> shape) implements DbMapper<T> {

    @Override
    public T read(DbRow row) {
      if (row instanceof Row own) {
        return shape.type().cast(own.metadata().plan(shape).read(own));
      }
      throw new IllegalArgumentException("not a row of Heddle: " + row.getClass().getName());
    }

    @Override
    public Map<String, ?> toNamedParameters(T value) {
      Map<String, @Nullable Object> parameters = new HashMap<>();
      for (RecordShape.Component component : shape.components()) {
        Object content = content(component, value);
        parameters.put(component.name(), content);
        parameters.put(component.sqlName(), content);
      }
      return parameters;
    }

    @Override
    public List<?> toIndexedParameters(T value) {
      List<@Nullable Object> parameters = new ArrayList<>();
      for (RecordShape.Component component : shape.components()) {
        parameters.add(content(component, value));
      }
      return parameters;
    }

    private static @Nullable Object content(RecordShape.Component component, Object value) {
      try {
        return (Object) component.accessor().invokeExact(value);
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException("Component " + component.name() + " was not read.", e);
      }
    }
  }
}
