package dev.heddle.client;

import static java.time.ZoneOffset.UTC;

import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.IsoEra;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * Dates and times, kept as {@code java.time} values because {@code java.sql} ones lose microseconds
 * of times and shift local times that daylight saving skips. The {@code java.sql} value is made
 * when somebody asks for it. {@code infinity} and {@code -infinity} are the {@code MAX} and {@code
 * MIN} of the class.
 */
final class Temporals {

  private static final String INFINITY = "infinity";

  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR_OF_ERA, 4, 9, SignStyle.NEVER)
          .appendPattern("-MM-dd")
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);

  private static final DateTimeFormatter OFFSET =
      new DateTimeFormatterBuilder().appendOffset("+HH:mm:ss", "+00").toFormatter(Locale.ROOT);

  private Temporals() {}

  /** The value that plain JDBC gives for an untyped read. */
  static Object stock(Temporal value) {
    return switch (value) {
      case LocalDate date -> date(date);
      case LocalDateTime dateTime -> timestamp(dateTime);
      case OffsetDateTime dateTime -> timestamp(dateTime);
      case LocalTime time -> time(time);
      case OffsetTime time -> new Time(time.atDate(LocalDate.EPOCH).toInstant().toEpochMilli());
      default -> value;
    };
  }

  private static Date date(LocalDate date) {
    return date.equals(LocalDate.MAX)
        ? new Date(PGStatement.DATE_POSITIVE_INFINITY)
        : date.equals(LocalDate.MIN)
            ? new Date(PGStatement.DATE_NEGATIVE_INFINITY)
            : Date.valueOf(date);
  }

  private static Timestamp timestamp(LocalDateTime dateTime) {
    return dateTime.equals(LocalDateTime.MAX)
        ? new Timestamp(PGStatement.DATE_POSITIVE_INFINITY)
        : dateTime.equals(LocalDateTime.MIN)
            ? new Timestamp(PGStatement.DATE_NEGATIVE_INFINITY)
            : Timestamp.valueOf(dateTime);
  }

  private static Timestamp timestamp(OffsetDateTime dateTime) {
    return dateTime.equals(OffsetDateTime.MAX)
        ? new Timestamp(PGStatement.DATE_POSITIVE_INFINITY)
        : dateTime.equals(OffsetDateTime.MIN)
            ? new Timestamp(PGStatement.DATE_NEGATIVE_INFINITY)
            : Timestamp.from(dateTime.toInstant());
  }

  private static Time time(LocalTime time) {
    // The driver gives LocalTime.MAX for 24:00:00.
    long millis = time.equals(LocalTime.MAX) ? 86_400_000 : time.toNanoOfDay() / 1_000_000;
    LocalDateTime onFirstDay = LocalDate.EPOCH.atStartOfDay().plus(millis, ChronoUnit.MILLIS);
    return new Time(onFirstDay.atZone(ZoneId.systemDefault()).toInstant().toEpochMilli());
  }

  /** The value as another class of {@code java.time}, or null when that needs a guess. */
  static @Nullable Object convert(Temporal value, Class<?> target) {
    if (target == value.getClass()) {
      return value;
    }
    if (!(value instanceof OffsetDateTime dateTime)) {
      return null;
    }
    boolean positive = dateTime.equals(OffsetDateTime.MAX);
    boolean infinite = positive || dateTime.equals(OffsetDateTime.MIN);
    if (target == Instant.class) {
      return infinite ? (positive ? Instant.MAX : Instant.MIN) : dateTime.toInstant();
    }
    if (target == ZonedDateTime.class) {
      return dateTime.toZonedDateTime();
    }
    if (target == LocalDateTime.class) {
      return infinite
          ? (positive ? LocalDateTime.MAX : LocalDateTime.MIN)
          : dateTime.atZoneSameInstant(ZoneId.systemDefault()).toLocalDateTime();
    }
    return null;
  }

  /** The moment as the driver sends it, {@code Instant.MAX} and {@code MIN} as infinity. */
  static OffsetDateTime moment(Instant instant) {
    return instant.equals(Instant.MAX)
        ? OffsetDateTime.MAX
        : instant.equals(Instant.MIN) ? OffsetDateTime.MIN : instant.atOffset(UTC);
  }

  /** The text that the server reads, for elements of arrays. */
  static String text(Temporal value) {
    return switch (value) {
      case LocalDate date when date.equals(LocalDate.MAX) -> INFINITY;
      case LocalDate date when date.equals(LocalDate.MIN) -> "-" + INFINITY;
      case LocalDate date -> DATE.format(date) + era(date);
      case LocalDateTime at when at.equals(LocalDateTime.MAX) -> INFINITY;
      case LocalDateTime at when at.equals(LocalDateTime.MIN) -> "-" + INFINITY;
      case LocalDateTime at -> DATE.format(at) + " " + TIME.format(at) + era(at.toLocalDate());
      case OffsetDateTime at when at.equals(OffsetDateTime.MAX) -> INFINITY;
      case OffsetDateTime at when at.equals(OffsetDateTime.MIN) -> "-" + INFINITY;
      case OffsetDateTime at ->
          DATE.format(at) + " " + TIME.format(at) + OFFSET.format(at) + era(at.toLocalDate());
      case LocalTime time when time.equals(LocalTime.MAX) -> "24:00:00";
      case LocalTime time -> TIME.format(time);
      case OffsetTime time -> TIME.format(time) + OFFSET.format(time);
      default -> value.toString();
    };
  }

  private static String era(LocalDate date) {
    return date.getEra() == IsoEra.BCE ? " BC" : "";
  }
}
