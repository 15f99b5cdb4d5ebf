package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.RandomValues.Mood;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.common.GenericType;
import io.helidon.dbclient.DbColumn;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/**
 * What is bound is read back equal: 200 random values of each type, ten times each, before and
 * after the driver switches to a server-prepared statement and binary transfer.
 */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundTripIT {

  private static final int SAMPLES = 200;
  private static final int EXECUTIONS = 10;
  private static final int SAMPLES_PER_TEXT = 25;
  private static final long SEED = Long.getLong("heddle.test.seed", System.nanoTime());

  private Connection connection;

  @BeforeAll
  void connect(TestPostgres postgres) throws SQLException {
    connection = postgres.connect();
    connection.unwrap(PGConnection.class).setPrepareThreshold(5);
    Rows.execute(connection, "CREATE TYPE mood AS ENUM ('HAPPY', 'SAD', 'SO_SO')");
  }

  @AfterAll
  void close() throws SQLException {
    connection.close();
  }

  record Kind<T>(
      String sqlType,
      GenericType<T> type,
      Function<RandomValues, T> values,
      Function<T, Object> canonical) {

    static <T> Kind<T> of(String sqlType, Class<T> type, Function<RandomValues, T> values) {
      return new Kind<>(sqlType, GenericType.create(type), values, value -> value);
    }

    static <T> Kind<List<T>> listOf(
        String sqlType, GenericType<List<T>> type, Function<RandomValues, T> element) {
      return new Kind<>(sqlType, type, values -> values.list(() -> element.apply(values)), v -> v);
    }

    Kind<T> comparing(Function<T, Object> form) {
      return new Kind<>(sqlType, type, values, form);
    }

    @Override
    public String toString() {
      return sqlType + " as " + type.getTypeName();
    }
  }

  static Stream<Kind<?>> kinds() {
    return Stream.of(
        Kind.of("bool", Boolean.class, RandomValues::bool),
        Kind.of("int2", Short.class, RandomValues::int2),
        Kind.of("int2", Byte.class, values -> values.int2().byteValue()),
        Kind.of("int4", Integer.class, RandomValues::int4),
        Kind.of("int8", Long.class, RandomValues::int8),
        Kind.of("float4", Float.class, RandomValues::float4),
        Kind.of("float8", Double.class, RandomValues::float8),
        Kind.of("numeric", BigDecimal.class, RandomValues::numeric),
        Kind.of("numeric", BigInteger.class, RandomValues::integer),
        Kind.of("text", String.class, RandomValues::text),
        Kind.of("varchar", String.class, RandomValues::text),
        Kind.of("varchar", Character.class, values -> "a'\\é\"".charAt(values.int4() & 3)),
        Kind.of("bytea", byte[].class, RandomValues::bytes),
        Kind.of("uuid", UUID.class, RandomValues::uuid),
        Kind.of("date", LocalDate.class, RandomValues::date),
        Kind.of("time", LocalTime.class, RandomValues::time),
        Kind.of("timetz", OffsetTime.class, RandomValues::offsetTime),
        Kind.of("timestamp", LocalDateTime.class, RandomValues::dateTime),
        Kind.of("timestamptz", Instant.class, RandomValues::instant),
        Kind.of("timestamptz", OffsetDateTime.class, RandomValues::offsetDateTime)
            .comparing(OffsetDateTime::toInstant),
        Kind.of(
                "timestamptz",
                ZonedDateTime.class,
                values -> values.offsetDateTime().toZonedDateTime())
            .comparing(ZonedDateTime::toInstant),
        Kind.of("interval", Duration.class, RandomValues::duration),
        Kind.of("interval", Period.class, RandomValues::period),
        Kind.of("jsonb", JsonValue.class, RandomValues::json),
        Kind.of("json", JsonValue.class, RandomValues::json),
        Kind.of("mood", Mood.class, RandomValues::mood),
        Kind.of("text", Mood.class, RandomValues::mood));
  }

  static Stream<Kind<?>> arrays() {
    return Stream.of(
        Kind.listOf("bool[]", new GenericType<List<Boolean>>() {}, RandomValues::bool),
        Kind.listOf("int2[]", new GenericType<List<Short>>() {}, RandomValues::int2),
        Kind.listOf("int4[]", new GenericType<List<Integer>>() {}, RandomValues::int4),
        Kind.listOf("int8[]", new GenericType<List<Long>>() {}, RandomValues::int8),
        Kind.listOf("float4[]", new GenericType<List<Float>>() {}, RandomValues::float4),
        Kind.listOf("float8[]", new GenericType<List<Double>>() {}, RandomValues::float8),
        Kind.listOf("numeric[]", new GenericType<List<BigDecimal>>() {}, RandomValues::numeric),
        Kind.listOf("numeric[]", new GenericType<List<BigInteger>>() {}, RandomValues::integer),
        Kind.listOf("text[]", new GenericType<List<String>>() {}, RandomValues::text),
        Kind.listOf("varchar[]", new GenericType<List<String>>() {}, RandomValues::text),
        Kind.listOf("bytea[]", new GenericType<List<byte[]>>() {}, RandomValues::bytes),
        Kind.listOf("uuid[]", new GenericType<List<UUID>>() {}, RandomValues::uuid),
        Kind.listOf("date[]", new GenericType<List<LocalDate>>() {}, RandomValues::date),
        Kind.listOf("time[]", new GenericType<List<LocalTime>>() {}, RandomValues::time),
        Kind.listOf("timetz[]", new GenericType<List<OffsetTime>>() {}, RandomValues::offsetTime),
        Kind.listOf(
            "timestamp[]", new GenericType<List<LocalDateTime>>() {}, RandomValues::dateTime),
        Kind.listOf("timestamptz[]", new GenericType<List<Instant>>() {}, RandomValues::instant),
        Kind.listOf(
            "timestamptz[]",
            new GenericType<List<OffsetDateTime>>() {},
            values -> utc(values.offsetDateTime())),
        Kind.listOf("interval[]", new GenericType<List<Duration>>() {}, RandomValues::duration),
        Kind.listOf("interval[]", new GenericType<List<Period>>() {}, RandomValues::period),
        Kind.listOf("jsonb[]", new GenericType<List<JsonValue>>() {}, RandomValues::json),
        Kind.listOf("mood[]", new GenericType<List<Mood>>() {}, RandomValues::mood),
        Kind.listOf("text[]", new GenericType<List<Mood>>() {}, RandomValues::mood),
        matrix("int4[]", new GenericType<>() {}, RandomValues::int4),
        matrix("text[]", new GenericType<>() {}, RandomValues::text),
        matrix("timestamp[]", new GenericType<>() {}, RandomValues::dateTime),
        matrix("mood[]", new GenericType<>() {}, RandomValues::mood),
        Kind.of("int4[]", int[].class, values -> new int[] {values.int4(), values.int4()}),
        Kind.of("text[]", String[].class, values -> new String[] {values.text(), null}),
        Kind.of("uuid[]", UUID[].class, values -> new UUID[] {values.uuid(), null}),
        Kind.of("mood[]", Mood[].class, values -> new Mood[] {values.mood(), null}));
  }

  private static <T> Kind<List<List<T>>> matrix(
      String sqlType, GenericType<List<List<T>>> type, Function<RandomValues, T> element) {
    return new Kind<>(sqlType, type, values -> values.matrix(() -> element.apply(values)), v -> v);
  }

  private static OffsetDateTime utc(OffsetDateTime value) {
    return value.equals(OffsetDateTime.MAX) || value.equals(OffsetDateTime.MIN)
        ? value
        : value.withOffsetSameInstant(ZoneOffset.UTC);
  }

  @ParameterizedTest
  @MethodSource({"kinds", "arrays"})
  <T> void readsBackWhatWasBound(Kind<T> kind) throws SQLException {
    RandomValues values = new RandomValues(SEED);
    for (int i = 0; i < SAMPLES; i++) {
      T value = kind.values().apply(values);
      // A new text now and then: the driver counts executions of a text, not of a statement.
      String sql = "SELECT ?::%s /* %s %d */".formatted(kind.sqlType(), kind, i / SAMPLES_PER_TEXT);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int execution = 0; execution < EXECUTIONS; execution++) {
          ParameterBinder.bind(statement, 1, value);
          T read = Objects.requireNonNull(column(statement).get(kind.type()));
          assertThat(flat(kind.canonical().apply(read)))
              .describedAs("%s, seed %d, sample %d, execution %d", kind, SEED, i, execution)
              .isEqualTo(flat(kind.canonical().apply(value)));
        }
      }
    }
  }

  /** Arrays as they are, whatever they are in: {@code equals} of a list is not deep enough. */
  private static Object[] flat(Object value) {
    return value instanceof List<?> list && !(value instanceof JsonValue)
        ? list.toArray()
        : new Object[] {value};
  }

  @ParameterizedTest
  @MethodSource({"kinds", "arrays"})
  <T> void readsBackNull(Kind<T> kind) throws SQLException {
    String sql = "SELECT ?::%s /* %s null */".formatted(kind.sqlType(), kind);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int execution = 0; execution < EXECUTIONS; execution++) {
        ParameterBinder.bind(statement, 1, null);
        DbColumn column = column(statement);
        assertThat(column.get(kind.type())).isNull();
        assertThat(column.as(kind.type()).asOptional()).isEmpty();
        assertThat(column.asOptional()).isEmpty();
        assertThat(column.get()).isNull();
      }
    }
  }

  private static DbColumn column(PreparedStatement statement) throws SQLException {
    try (ResultSet result = statement.executeQuery()) {
      RowMetadata metadata = RowMetadata.of(result, SqlText.parse(""), Rows.CONTEXT);
      assertThat(result.next()).isTrue();
      return metadata.read(result).column(1);
    }
  }
}
