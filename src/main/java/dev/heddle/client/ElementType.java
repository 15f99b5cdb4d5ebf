package dev.heddle.client;

import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The server's type for the elements of a Java list, and their text. {@link #UNTYPED} elements take
 * the type that the statement gives to the parameter.
 */
enum ElementType {
  INT2("int2"),
  INT4("int4"),
  INT8("int8"),
  FLOAT4("float4"),
  FLOAT8("float8"),
  NUMERIC("numeric"),
  BOOL("bool"),
  TEXT("text"),
  BYTEA("bytea"),
  UUID("uuid"),
  DATE("date"),
  TIME("time"),
  TIMETZ("timetz"),
  TIMESTAMP("timestamp"),
  TIMESTAMPTZ("timestamptz"),
  INTERVAL("interval"),
  JSONB("jsonb"),
  UNTYPED("");

  private final String serverName;

  ElementType(String serverName) {
    this.serverName = serverName;
  }

  String serverName() {
    return serverName;
  }

  /**
   * The type that fits every element that is not null; {@link #UNTYPED} when there is none.
   *
   * @throws SQLException when an element has no type or two have different ones
   */
  static ElementType of(Object elements) throws SQLException {
    ElementType common = null;
    for (int i = 0; i < ArrayLiteral.length(elements); i++) {
      Object value = ArrayLiteral.at(elements, i);
      if (value == null || (ArrayLiteral.isNested(value) && ArrayLiteral.length(value) == 0)) {
        continue;
      }
      ElementType type = ArrayLiteral.isNested(value) ? of(value) : ofScalar(value);
      if (type == null) {
        throw new SQLException("no SQL type for elements of " + value.getClass().getName());
      }
      if (common != null && common != type) {
        throw new SQLException(
            "elements of one array cannot be both %s and %s".formatted(common.name(), type.name()));
      }
      common = type;
    }
    return common == null ? UNTYPED : common;
  }

  private static @Nullable ElementType ofScalar(Object value) {
    return switch (value) {
      case Short _, Byte _ -> INT2;
      case Integer _ -> INT4;
      case Long _ -> INT8;
      case Float _ -> FLOAT4;
      case Double _ -> FLOAT8;
      case BigDecimal _, BigInteger _ -> NUMERIC;
      case Boolean _ -> BOOL;
      case String _, Character _, char[] _ -> TEXT;
      case byte[] _ -> BYTEA;
      case UUID _ -> UUID;
      case LocalDate _, java.sql.Date _ -> DATE;
      case LocalTime _, java.sql.Time _ -> TIME;
      case OffsetTime _ -> TIMETZ;
      case LocalDateTime _ -> TIMESTAMP;
      case OffsetDateTime _, ZonedDateTime _, Instant _, java.util.Date _ -> TIMESTAMPTZ;
      case Duration _, Period _ -> INTERVAL;
      case JsonValue _ -> JSONB;
      case Enum<?> _ -> UNTYPED;
      default -> null;
    };
  }

  /** The text of one element that is not null. */
  static String text(Object value) {
    return switch (value) {
      case char[] characters -> new String(characters);
      case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
      case Boolean truth -> truth ? "t" : "f";
      case Enum<?> constant -> constant.name();
      case ZonedDateTime at -> Temporals.text(at.toOffsetDateTime());
      case Instant instant -> Temporals.text(Temporals.moment(instant));
      case Temporal temporal -> Temporals.text(temporal);
      case Timestamp timestamp -> Temporals.text(Temporals.moment(timestamp.toInstant()));
      case java.sql.Date date -> Temporals.text(date.toLocalDate());
      case java.sql.Time time -> Temporals.text(time.toLocalTime());
      case java.util.Date date -> Temporals.text(Temporals.moment(date.toInstant()));
      default -> value.toString();
    };
  }
}
