package dev.heddle.client;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;
import org.postgresql.geometric.PGcircle;
import org.postgresql.geometric.PGline;
import org.postgresql.geometric.PGlseg;
import org.postgresql.geometric.PGpath;
import org.postgresql.geometric.PGpolygon;
import org.postgresql.jdbc.TimestampUtils;
import org.postgresql.util.PGInterval;

/**
 * Takes one value out of the current row, whole: what it returns needs neither the result nor the
 * connection any more, and getting it never asks the server.
 */
@FunctionalInterface
interface CellReader {

  /** The value in a column, counted from 1, or null. */
  @Nullable Object read(ResultSet result, int column) throws SQLException;

  /** The reader for a type. */
  static CellReader of(ServerType type) {
    return type.isArray() ? array(type.element()) : scalar(type);
  }

  private static CellReader scalar(ServerType type) {
    return switch (type.oid()) {
      case Oid.DATE -> (result, column) -> result.getObject(column, LocalDate.class);
      case Oid.TIME -> (result, column) -> result.getObject(column, LocalTime.class);
      case Oid.TIMETZ -> (result, column) -> result.getObject(column, OffsetTime.class);
      case Oid.TIMESTAMP -> (result, column) -> result.getObject(column, LocalDateTime.class);
      case Oid.TIMESTAMPTZ -> (result, column) -> result.getObject(column, OffsetDateTime.class);
      default -> {
        ArrayLiteral.Element parser = parser(type);
        yield parser != null
            ? text(parser)
            : type.javaType() == String.class ? ResultSet::getString : ResultSet::getObject;
      }
    };
  }

  private static CellReader text(ArrayLiteral.Element parser) {
    return (result, column) -> {
      String text = result.getString(column);
      return text == null ? null : parser.decode(text);
    };
  }

  /** For the types that have a class in the driver, but whose number it would ask for. */
  private static ArrayLiteral.@Nullable Element parser(ServerType type) {
    return switch (type.name()) {
      case "interval" -> PGInterval::new;
      case "lseg" -> PGlseg::new;
      case "path" -> PGpath::new;
      case "polygon" -> PGpolygon::new;
      case "line" -> PGline::new;
      case "circle" -> PGcircle::new;
      default -> null;
    };
  }

  private static CellReader array(ServerType element) {
    return switch (element.oid()) {
      case Oid.DATE, Oid.TIME, Oid.TIMETZ, Oid.TIMESTAMP, Oid.TIMESTAMPTZ ->
          (result, column) -> {
            String literal = result.getString(column);
            return literal == null ? null : parsed(element, literal, temporal(element));
          };
      case Oid.TEXT, Oid.VARCHAR, Oid.BPCHAR, Oid.CHAR -> decodedByDriver(element);
      default -> {
        ArrayLiteral.Element parser = parser(element);
        yield parser == null && element.javaType() != String.class
            ? decodedByDriver(element)
            : (result, column) -> {
              String literal = result.getString(column);
              return literal == null
                  ? null
                  : parsed(element, literal, parser == null ? text -> text : parser);
            };
      }
    };
  }

  private static CellReader decodedByDriver(ServerType element) {
    return (result, column) -> {
      java.sql.Array array = result.getArray(column);
      return array == null ? null : new DetachedArray(element, array.getArray());
    };
  }

  private static DetachedArray parsed(
      ServerType element, String literal, ArrayLiteral.Element parser) throws SQLException {
    return new DetachedArray(element, ArrayLiteral.parse(literal, ',', parser));
  }

  private static ArrayLiteral.Element temporal(ServerType element) {
    TimestampUtils formats = new TimestampUtils(false, TimeZone::getDefault);
    return switch (element.oid()) {
      case Oid.DATE -> text -> formats.toLocalDate(text.getBytes(StandardCharsets.US_ASCII));
      case Oid.TIME -> formats::toLocalTime;
      case Oid.TIMETZ -> formats::toOffsetTime;
      case Oid.TIMESTAMP -> formats::toLocalDateTime;
      default -> text -> utc(formats.toOffsetDateTime(text));
    };
  }

  private static OffsetDateTime utc(OffsetDateTime moment) {
    boolean infinite = moment.equals(OffsetDateTime.MAX) || moment.equals(OffsetDateTime.MIN);
    return infinite ? moment : moment.withOffsetSameInstant(ZoneOffset.UTC);
  }
}
