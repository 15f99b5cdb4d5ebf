package dev.heddle.client;

import dev.heddle.error.ColumnMappingException;
import io.helidon.common.GenericType;
import io.helidon.common.mapper.Mapper;
import io.helidon.common.mapper.MapperException;
import io.helidon.common.mapper.Mappers;
import io.helidon.dbclient.DbClient;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/**
 * Turns what a column holds into the class that the caller asks for.
 *
 * <p>Order: the value as plain JDBC gives it when it fits; {@code java.time} and numbers, exactly
 * or not at all; Helidon's mappers, so that a registered one wins over what follows; then enums,
 * JSON, intervals, lists and arrays. A failure names the column and both classes, never the value.
 *
 * @param mappers Helidon's mappers
 * @param further for what a value that was converted is mapped to further
 */
record ValueConversion(Mappers mappers, Mappers further) {

  ValueConversion(Mappers mappers) {
    this(mappers, new StoredValueMappers(mappers));
  }

  private static final JsonReaderFactory JSON = Json.createReaderFactory(Map.of());

  /** What plain JDBC gives for an untyped read. */
  static Object stock(Object cell) {
    return cell instanceof Temporal temporal ? Temporals.stock(temporal) : cell;
  }

  /**
   * The value as an instance of a type.
   *
   * @param column where the value comes from
   * @param cell the value as it was read
   * @param type a class, or a list or array of them
   * @throws MapperException when there is no way, or the value does not fit
   */
  Object convert(ColumnMetadata column, Object cell, Type type) {
    return convert(column, cell, type, rawClass(type));
  }

  /** The value as an instance of a class; primitive classes stand for their boxes. */
  <T> T convert(ColumnMetadata column, Object cell, Class<T> type) {
    @SuppressWarnings("unchecked") // rawClass() keeps the type that T stands for
    Class<T> target = (Class<T>) rawClass(type);
    return target.cast(convert(column, cell, type, target));
  }

  /** The class of a type's values; for a primitive one its box. */
  static Class<?> rawClass(Type type) {
    return switch (type) {
      case Class<?> primitive when primitive.isPrimitive() ->
          MethodType.methodType(primitive).wrap().returnType();
      case Class<?> plain -> plain;
      case WildcardType wildcard -> rawClass(wildcard.getUpperBounds()[0]);
      default -> GenericType.create(type).rawType();
    };
  }

  /** As with a type alone, for a caller that knows its {@link #rawClass} already. */
  Object convert(ColumnMetadata column, Object cell, Type type, Class<?> target) {
    try {
      Object converted = exact(cell, target);
      if (converted == null) {
        converted = mapped(stock(cell), type, target);
      }
      if (converted == null) {
        converted = own(column, cell, type, target);
      }
      if (converted != null) {
        return converted;
      }
    } catch (ColumnMappingException e) {
      throw e;
    } catch (SQLException | RuntimeException e) {
      throw failure(column, cell, target, "its value does not fit", e);
    }
    throw failure(column, cell, target, "there is no mapper for it", null);
  }

  private static @Nullable Object exact(Object cell, Class<?> target) {
    Object converted =
        switch (cell) {
          case Temporal temporal -> Temporals.convert(temporal, target);
          case Number number when target != number.getClass() -> Numbers.convert(number, target);
          default -> null;
        };
    if (converted != null) {
      return converted;
    }
    Object stock = stock(cell);
    return target.isInstance(stock) ? stock : null;
  }

  private @Nullable Object mapped(Object stock, Type type, Class<?> target) throws SQLException {
    if (stock instanceof SQLXML xml && target == String.class) {
      return xml.getString();
    }
    @SuppressWarnings("unchecked") // the class of the value itself
    GenericType<Object> source = GenericType.create((Class<Object>) stock.getClass());
    GenericType<Object> wanted = GenericType.create(type);
    Optional<Mapper<Object, Object>> mapper =
        mappers.mapper(source, wanted, DbClient.MAPPING_QUALIFIER);
    return mapper.map(found -> found.map(stock)).orElse(null);
  }

  private @Nullable Object own(ColumnMetadata column, Object cell, Type type, Class<?> target)
      throws SQLException {
    if (cell instanceof DetachedArray array) {
      return elements(column, array.elements(), type, target);
    }
    if (cell instanceof PGInterval interval) {
      return target == Duration.class
          ? Intervals.duration(interval)
          : target == Period.class ? Intervals.period(interval) : null;
    }
    if (cell instanceof PGobject || cell instanceof String) {
      return fromText(column, cell, type, target);
    }
    return null;
  }

  private @Nullable Object fromText(ColumnMetadata column, Object cell, Type type, Class<?> target)
      throws SQLException {
    String text = cell.toString();
    if (target.isEnum()) {
      return constant(target, text);
    }
    if (JsonValue.class.isAssignableFrom(target) || target == Map.class) {
      return json(text, target);
    }
    if (target == Character.class) {
      return text.length() == 1 ? text.charAt(0) : null;
    }
    if (target == PGobject.class) {
      PGobject object = new PGobject();
      object.setType(column.type().name());
      object.setValue(text);
      return object;
    }
    // An array of a user's type: its number says nothing, its text does.
    if (isJson(cell) || !ArrayLiteral.matches(text)) {
      return null;
    }
    List<@Nullable Object> elements = ArrayLiteral.parse(text, ',', element -> element);
    return target == java.sql.Array.class
        ? new DetachedArray(column.type(), elements)
        : elements(column, elements, type, target);
  }

  /** Its objects begin as arrays do. */
  private static boolean isJson(Object cell) {
    return cell instanceof PGobject object && object.getType().startsWith("json");
  }

  private static Object constant(Class<?> target, String label) {
    return Arrays.stream(target.getEnumConstants())
        .filter(constant -> ((Enum<?>) constant).name().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the constants are " + Arrays.toString(target.getEnumConstants())));
  }

  private static @Nullable Object json(String text, Class<?> target) {
    try (JsonReader reader = JSON.createReader(new StringReader(text))) {
      JsonValue value = reader.readValue();
      return target.isInstance(value) ? value : null;
    }
  }

  private @Nullable Object elements(
      ColumnMetadata column, Object elements, Type type, Class<?> target) {
    if (target.isArray()) {
      return array(column, elements, target.componentType());
    }
    if (target != List.class && target != Collection.class && target != Iterable.class) {
      return null;
    }
    Type element =
        type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : Object.class;
    int length = ArrayLiteral.length(elements);
    List<@Nullable Object> converted = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      converted.add(element(column, ArrayLiteral.at(elements, i), element));
    }
    return Collections.unmodifiableList(converted);
  }

  private Object array(ColumnMetadata column, Object elements, Class<?> component) {
    int length = ArrayLiteral.length(elements);
    Object array = Array.newInstance(component, length);
    for (int i = 0; i < length; i++) {
      Array.set(array, i, element(column, ArrayLiteral.at(elements, i), component));
    }
    return array;
  }

  private @Nullable Object element(ColumnMetadata column, @Nullable Object element, Type type) {
    if (element == null) {
      return null;
    }
    Object cell =
        ArrayLiteral.isNested(element)
            ? new DetachedArray(column.type().element(), element)
            : element;
    return convert(column, cell, type);
  }

  private static MapperException failure(
      ColumnMetadata column,
      Object cell,
      Class<?> target,
      String problem,
      @Nullable Exception cause) {
    GenericType<?> source = GenericType.create(stock(cell).getClass());
    String detail = column + ": " + problem;
    return new ColumnMappingException(source, GenericType.create(target), detail, cause);
  }
}
