package dev.heddle.client;

import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.util.PGInterval;
import org.postgresql.util.PGobject;

/**
 * Gives a Java value to a parameter of a prepared statement, with its server type wherever Java
 * tells it, and without ever asking the server.
 *
 * <p>A typed parameter spares a round trip: for one without a type the driver has to ask what the
 * server made of it. So {@code java.time} is better than {@code java.sql} and {@link
 * java.util.Date}, which stay without a type as in plain JDBC, because they fit {@code timestamp}
 * and {@code timestamptz}. A {@link String} is a {@code varchar}, as in plain JDBC: the server
 * refuses it for a {@code uuid} or {@code jsonb} column unless the statement casts. Enum constants
 * go by name without a type, so that enum and text columns both take them. {@code MAX} and {@code
 * MIN} of {@code java.time} classes are {@code infinity} and {@code -infinity}; finer fractions
 * than microseconds are rounded.
 */
final class ParameterBinder {

  private ParameterBinder() {}

  /**
   * Binds values one after another.
   *
   * @param first the position of the first value, from 1
   * @return the position behind the last one
   * @throws SQLException as {@link #bind} does
   */
  static int bindAll(PreparedStatement statement, int first, List<@Nullable Object> values)
      throws SQLException {
    int index = first;
    for (Object value : values) {
      bind(statement, index++, value);
    }
    return index;
  }

  /**
   * Binds a value.
   *
   * @param statement the statement
   * @param index the position, from 1
   * @param value the value; an empty {@link Optional} is null
   * @throws SQLException when the class has no SQL type (SQLSTATE 07006, the message names the
   *     parameter and the class, never the value), a text is not whole (22021), or the driver
   *     refuses it
   */
  static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    switch (value) {
      case null -> statement.setNull(index, Types.NULL);
      case Optional<?> optional -> bind(statement, index, optional.orElse(null));
      case String text -> statement.setString(index, WholeText.of(index, text));
      case Integer number -> statement.setInt(index, number);
      case Long number -> statement.setLong(index, number);
      case Boolean truth -> statement.setBoolean(index, truth);
      case UUID uuid -> statement.setObject(index, uuid);
      case BigDecimal number -> statement.setBigDecimal(index, number);
      case BigInteger number -> statement.setBigDecimal(index, new BigDecimal(number));
      case Short number -> statement.setShort(index, number);
      case Byte number -> statement.setByte(index, number);
      case Double number -> statement.setDouble(index, number);
      case Float number -> statement.setFloat(index, number);
      case Instant instant -> statement.setObject(index, Temporals.moment(instant));
      case ZonedDateTime at -> statement.setObject(index, at.toOffsetDateTime());
      case Duration duration -> bindInterval(statement, index, duration.toString());
      case Period period -> bindInterval(statement, index, period.toString());
      case Enum<?> constant -> statement.setObject(index, constant.name(), Types.OTHER);
      case byte[] bytes -> statement.setBytes(index, bytes);
      case Byte[] bytes -> statement.setBytes(index, bytes(bytes));
      case Character character -> bind(statement, index, character.toString());
      case char[] characters -> bind(statement, index, new String(characters));
      case Character[] characters -> bind(statement, index, string(characters));
      // A JSON array is a List and an object a Map, so this comes before both.
      case JsonValue json ->
          statement.setObject(index, typed("jsonb", WholeText.of(index, json.toString())));
      case Collection<?> elements -> bindArray(statement, index, new ArrayList<>(elements));
      case Object[] elements when !isKnownToDriver(elements) ->
          bindArray(statement, index, elements);
      case Object[] elements -> {
        requireWhole(index, elements);
        bindOther(statement, index, elements);
      }
      case java.sql.Date date -> statement.setDate(index, date);
      case java.sql.Time time -> statement.setTime(index, time);
      case Timestamp timestamp -> statement.setTimestamp(index, timestamp);
      case java.util.Date date -> statement.setTimestamp(index, Timestamp.from(date.toInstant()));
      case Calendar calendar -> statement.setTimestamp(index, Timestamp.from(calendar.toInstant()));
      default -> bindOther(statement, index, value);
    }
  }

  /** What is left is up to the driver: {@code java.time}, {@code java.sql}, its own classes. */
  private static void bindOther(PreparedStatement statement, int index, Object value)
      throws SQLException {
    try {
      statement.setObject(index, value);
    } catch (SQLException e) {
      if (!"07006".equals(e.getSQLState())) {
        throw e;
      }
      throw unsupported(index, "no SQL type for " + value.getClass().getName(), e);
    }
  }

  private static void bindInterval(PreparedStatement statement, int index, String iso8601)
      throws SQLException {
    learnInterval(statement);
    statement.setObject(index, typed("interval", iso8601));
  }

  /** Tells the driver the number of this type, for which it would ask the server. */
  private static void learnInterval(PreparedStatement statement) throws SQLException {
    statement
        .getConnection()
        .unwrap(BaseConnection.class)
        .getTypeInfo()
        .addCoreType(
            "interval", Oid.INTERVAL, Types.OTHER, PGInterval.class.getName(), Oid.INTERVAL_ARRAY);
  }

  private static PGobject typed(String type, String text) throws SQLException {
    PGobject object = new PGobject();
    object.setType(type);
    object.setValue(text);
    return object;
  }

  /** Primitives, their boxes and strings: the driver sends these in its own, faster way. */
  private static boolean isKnownToDriver(Object[] elements) {
    Class<?> leaf = elements.getClass();
    while (leaf.isArray() && leaf != byte[].class) {
      leaf = leaf.componentType();
    }
    return leaf.isPrimitive()
        || leaf == byte[].class
        || leaf == String.class
        || leaf == Boolean.class
        || (Number.class.isAssignableFrom(leaf) && leaf.getName().startsWith("java.lang."));
  }

  private static void requireWhole(int index, @Nullable Object element) throws SQLException {
    if (element instanceof String text) {
      WholeText.of(index, text);
    } else if (element instanceof Object[] elements) {
      for (Object each : elements) {
        requireWhole(index, each);
      }
    }
  }

  private static void bindArray(PreparedStatement statement, int index, Object elements)
      throws SQLException {
    ElementType type;
    try {
      type = ElementType.of(elements);
    } catch (SQLException e) {
      throw unsupported(index, String.valueOf(e.getMessage()), e);
    }
    String literal = WholeText.of(index, ArrayLiteral.format(elements, ',', ElementType::text));
    switch (type) {
      case UNTYPED -> statement.setObject(index, literal, Types.OTHER);
      case INTERVAL -> {
        learnInterval(statement);
        statement.setObject(index, typed("_interval", literal));
      }
      default -> statement.setObject(index, typed("_" + type.serverName(), literal));
    }
  }

  private static SQLException unsupported(int index, String problem, SQLException cause) {
    return new SQLException("parameter " + index + ": " + problem, "07006", cause);
  }

  private static byte[] bytes(Byte[] source) {
    byte[] bytes = new byte[source.length];
    for (int i = 0; i < source.length; i++) {
      bytes[i] = source[i] == null ? 0 : source[i];
    }
    return bytes;
  }

  private static String string(Character[] source) {
    char[] characters = new char[source.length];
    for (int i = 0; i < source.length; i++) {
      characters[i] = source[i];
    }
    return new String(characters);
  }
}
