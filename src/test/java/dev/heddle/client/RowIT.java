package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.RandomValues.Mood;
import dev.heddle.error.ColumnMappingException;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.common.GenericType;
import io.helidon.common.mapper.MapperException;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbColumn;
import io.helidon.dbclient.DbRow;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.TimeZone;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PGobject;

@PostgresTest
class RowIT {

  private final TestPostgres postgres;
  private Connection connection;

  RowIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = postgres.connect();
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  private DbColumn column(String expression) throws SQLException {
    return Rows.row(connection, "SELECT " + expression + " AS v").column("v");
  }

  private <T> @Nullable T get(String expression, Class<T> type) throws SQLException {
    return column(expression).get(type);
  }

  @Test
  void findsColumnsByLabelAndPlace() throws SQLException {
    DbRow row = Rows.row(connection, "SELECT 1 AS a, 'x' AS \"B\", 3 AS a");
    assertThat(row.column("a").get()).isEqualTo(3);
    assertThat(row.column(1).get()).isEqualTo(1);
    assertThat(row.column("B").get()).isEqualTo("x");
    List<String> visited = new ArrayList<>();
    row.forEach(column -> visited.add(column.name() + "=" + column.get()));
    assertThat(visited).containsExactly("a=3", "B=x");
  }

  @Test
  void namesTheColumnsThatThereAre() throws SQLException {
    DbRow row = Rows.row(connection, "SELECT 1 AS a, 'x' AS \"B\"");
    assertThatThrownBy(() -> row.column("b"))
        .isInstanceOf(DbClientException.class)
        .hasMessage("Column with name b does not exist; available columns: a, B");
    assertThatThrownBy(() -> row.column(3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("Column with index 3 does not exist; the row has 2 columns, counted from 1");
    assertThatThrownBy(() -> row.column(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void takesNullForNoError() throws SQLException {
    DbColumn column = column("NULL::int4");
    assertThat(column.get()).isNull();
    assertThat(column.get(Integer.class)).isNull();
    assertThat(column.get(GenericType.create(Integer.class))).isNull();
    assertThat(column.asOptional()).isEmpty();
    assertThat(column.asInt().asOptional()).isEmpty();
    assertThat(column.asLong().asOptional()).isEmpty();
    assertThat(column.asDouble().asOptional()).isEmpty();
    assertThat(column.asString().asOptional()).isEmpty();
    assertThat(column.asBoolean().asOptional()).isEmpty();
    assertThat(column.as(LocalDate.class).asOptional()).isEmpty();
    assertThat(column.as(value -> value == null ? "none" : "some").get()).isEqualTo("none");
    assertThat(column.javaType()).isEqualTo(Integer.class);
    assertThatThrownBy(() -> column.asInt().get())
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("v");
    assertThatThrownBy(column::getInt).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void convertsNumbersExactlyOrNotAtAll() throws SQLException {
    assertThat(get("5::int8", Integer.class)).isEqualTo(5);
    assertThat(get("5::int8", int.class)).isEqualTo(5);
    assertThat(get("5::int2", Long.class)).isEqualTo(5L);
    assertThat(get("5::int4", BigDecimal.class)).isEqualTo(new BigDecimal("5"));
    assertThat(get("5.00::numeric", Integer.class)).isEqualTo(5);
    assertThat(get("5.25::numeric", Double.class)).isEqualTo(5.25);
    assertThat(get("1e20::numeric", BigInteger.class))
        .isEqualTo(new BigInteger("1" + "0".repeat(20)));
    assertThat(get("0.5::float8", BigDecimal.class)).isEqualTo(new BigDecimal("0.5"));
    assertThat(get("'NaN'::numeric", Double.class)).isNaN();
    assertThat(column("5::int4").asLong().get()).isEqualTo(5L);
  }

  @ParameterizedTest
  @CsvSource({
    "3000000000::int8,java.lang.Integer",
    "40000::int4,java.lang.Short",
    "300::int4,java.lang.Byte",
    "5.5::numeric,java.lang.Integer",
    "1e30::numeric,java.lang.Long",
    "'NaN'::numeric,java.math.BigDecimal",
    "'Infinity'::float8,java.lang.Long",
    "'{}'::int4[],java.lang.Integer",
    "'angry'::text,dev.heddle.client.RandomValues$Mood",
    "'1 month'::interval,java.time.Duration",
    "'1 hour'::interval,java.time.Period",
    "'x'::text,java.lang.Integer",
    "'2024-99-99'::text,java.time.LocalDate",
    "'{'::text,jakarta.json.JsonValue",
    "'[1]'::json,jakarta.json.JsonObject",
    "'{7,6666}'::text,java.util.UUID",
    "5::int4,java.lang.Thread",
    "now()::timestamp,java.time.Instant"
  })
  void namesColumnAndClassesWhenAValueDoesNotFit(String expression, String target)
      throws SQLException, ClassNotFoundException {
    Class<?> type = Class.forName(target);
    DbColumn column = column(expression);
    assertThatThrownBy(() -> column.get(type))
        .isInstanceOf(MapperException.class)
        .hasMessageContaining("column 'v' (" + column.dbType() + ")")
        .hasMessageContaining(target.replace('$', '.').replace(".RandomValues.", ".RandomValues$"))
        .message()
        .doesNotContain("3000000000", "40000", "angry", "2024-99", "6666", "5.5");
  }

  @Test
  void keepsJavaTimeExact() throws SQLException {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
      // 02:30 does not exist in Berlin on that day; java.sql.Timestamp makes it 03:30.
      assertThat(get("'2024-03-31 02:30'::timestamp", LocalDateTime.class))
          .isEqualTo(LocalDateTime.of(2024, 3, 31, 2, 30));
      assertThat(
              column("'{2024-03-31 02:30}'::timestamp[]")
                  .get(new GenericType<List<LocalDateTime>>() {}))
          .containsExactly(LocalDateTime.of(2024, 3, 31, 2, 30));
      assertThat(get("'13:14:15.123456'::time", LocalTime.class))
          .isEqualTo(LocalTime.of(13, 14, 15, 123_456_000));
      Instant instant = Instant.parse("2024-01-01T00:00:00Z");
      DbColumn moment = column("'2024-01-01 00:00:00+00'::timestamptz");
      assertThat(moment.get()).isEqualTo(Timestamp.from(instant));
      assertThat(moment.get(Instant.class)).isEqualTo(instant);
      assertThat(moment.get(OffsetDateTime.class)).isEqualTo(instant.atOffset(ZoneOffset.UTC));
      assertThat(moment.get(ZonedDateTime.class)).isEqualTo(instant.atZone(ZoneOffset.UTC));
      assertThat(moment.get(LocalDateTime.class))
          .isEqualTo(LocalDateTime.ofInstant(instant, ZoneId.of("Europe/Berlin")));
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void readsInfinityAsTheLimitsOfTheClass() throws SQLException {
    assertThat(get("'infinity'::timestamptz", Instant.class)).isEqualTo(Instant.MAX);
    assertThat(get("'-infinity'::timestamptz", OffsetDateTime.class)).isEqualTo(OffsetDateTime.MIN);
    assertThat(get("'infinity'::timestamp", LocalDateTime.class)).isEqualTo(LocalDateTime.MAX);
    assertThat(get("'-infinity'::date", LocalDate.class)).isEqualTo(LocalDate.MIN);
    assertThat(column("'{-infinity,infinity}'::date[]").get(LocalDate[].class))
        .containsExactly(LocalDate.MIN, LocalDate.MAX);
  }

  @Test
  void saysWhichColumnTheDriverCannotDecode() {
    // A leap day before Christ: the driver looks for it in the year 1 after.
    assertThatThrownBy(() -> column("'0001-02-29 BC'::date"))
        .isInstanceOf(SQLException.class)
        .hasMessage("column 'v' (date): the driver cannot decode its value");
    assertThatThrownBy(() -> column("'{NaN}'::numeric[]"))
        .isInstanceOf(SQLException.class)
        .hasMessage("column 'v' (_numeric): the driver cannot decode its value");
  }

  @Test
  void takesNoJsonObjectForAnArray() {
    for (String json : List.of("'{\"a\": 1}'::jsonb", "'{}'::json", "'{\"a\":[1]}'::jsonb")) {
      assertThatThrownBy(() -> get(json, String[].class))
          .isInstanceOf(ColumnMappingException.class);
      assertThatThrownBy(() -> get(json, List.class)).isInstanceOf(ColumnMappingException.class);
    }
  }

  @Test
  void splitsIntervals() throws SQLException {
    assertThat(get("'3 days 04:05:06.789'::interval", Duration.class))
        .isEqualTo(Duration.parse("P3DT4H5M6.789S"));
    assertThat(get("'-1 year -2 mons +3 days'::interval", Period.class))
        .isEqualTo(Period.of(-1, -2, 3));
  }

  @SuppressWarnings("unchecked") // A raw Map is what a caller may ask for.
  @Test
  void readsJsonOfEveryKind() throws SQLException {
    assertThat(Objects.requireNonNull(get("'{\"a\":1}'::jsonb", JsonObject.class)).getInt("a"))
        .isEqualTo(1);
    assertThat(get("'[1,2]'::json", JsonArray.class)).hasSize(2);
    assertThat(get("'\"x\"'::jsonb", JsonString.class)).hasToString("\"x\"");
    assertThat(get("'null'::jsonb", JsonValue.class)).isEqualTo(JsonValue.NULL);
    assertThat(column("'{\"a\":1}'::jsonb").get(new GenericType<Map<String, JsonValue>>() {}))
        .containsOnlyKeys("a");
    assertThat(get("'{\"a\": 1}'::json", String.class)).isEqualTo("{\"a\": 1}");
    assertThat(get("'{\"a\":1}'::text", JsonObject.class)).hasSize(1);
  }

  @Test
  void readsUsersTypesAsText() throws SQLException {
    Rows.execute(
        connection,
        "CREATE TYPE mood AS ENUM ('HAPPY', 'SAD')",
        "CREATE TYPE pair AS (a int, b text)");
    DbColumn mood = column("'SAD'::mood");
    assertThat(mood.get()).isEqualTo("SAD");
    assertThat(mood.get(Mood.class)).isEqualTo(Mood.SAD);
    assertThat(mood.dbType()).startsWith("oid ");
    assertThat(mood.javaType()).isEqualTo(String.class);
    assertThat(column("'{SAD,NULL}'::mood[]").get(new GenericType<List<Mood>>() {}))
        .containsExactly(Mood.SAD, null);
    assertThat(get("'{SAD}'::mood[]", Mood[].class)).containsExactly(Mood.SAD);
    assertThat(get("ROW(1, 'x')::pair", String.class)).isEqualTo("(1,x)");
    assertThat(get("'10.0.0.1'::inet", String.class)).isEqualTo("10.0.0.1");
    assertThat(Objects.requireNonNull(get("'10.0.0.1'::inet", PGobject.class)).getType())
        .isEqualTo("inet");
    assertThat(get("'c'::text", Character.class)).isEqualTo('c');
  }

  @SuppressWarnings("unchecked") // A raw Map is what a caller may ask for.
  @Test
  void readsArraysThatOutliveTheirConnection() throws SQLException {
    DbColumn numbers = column("'{1,NULL,3}'::int4[]");
    DbColumn matrix = column("'{{1,2},{3,4}}'::int8[]");
    DbColumn moments = column("'{2024-01-01 00:00:00+00}'::timestamptz[]");
    connection.close();

    assertThat(numbers.javaType()).isEqualTo(Array.class);
    assertThat((Object) numbers.get(List.class)).isEqualTo(Arrays.asList(1, null, 3));
    assertThat(numbers.get(Integer[].class)).containsExactly(1, null, 3);
    assertThat(numbers.get(String.class)).isEqualTo("{1,NULL,3}");
    assertThat(matrix.get(new GenericType<List<List<Integer>>>() {}))
        .containsExactly(List.of(1, 2), List.of(3, 4));
    assertThat(matrix.get(long[][].class)).isDeepEqualTo(new long[][] {{1, 2}, {3, 4}});
    assertThat(moments.get(new GenericType<List<Instant>>() {}))
        .containsExactly(Instant.parse("2024-01-01T00:00:00Z"));

    Array array = (Array) Objects.requireNonNull(moments.get());
    assertThat(array.getArray())
        .isEqualTo(new Timestamp[] {Timestamp.from(Instant.parse("2024-01-01T00:00:00Z"))});
    assertThat(array.getBaseTypeName()).isEqualTo("timestamptz");
    assertThat(array.getArray(1, 1)).isEqualTo(array.getArray());
    assertThatThrownBy(() -> array.getArray(1, 2))
        .isInstanceOf(ArrayIndexOutOfBoundsException.class)
        .hasMessage("elements 1 to 2 of an array of 1");
    assertThatThrownBy(array::getResultSet).isInstanceOf(SQLFeatureNotSupportedException.class);
  }

  @Test
  void bindsAnArrayThatWasRead() throws SQLException {
    Object array = column("'{{a,\"b c\"},{NULL,\"\"}}'::text[]").get();
    DbRow row = Rows.row(connection, "SELECT ?::text[] AS v", array);
    assertThat(row.column("v").get()).isEqualTo(array).hasSameHashCodeAs(array);
  }

  @Test
  void knowsDeclaredPrecisionAndScale() throws SQLException {
    assertThat(column("1::numeric(8, 2)").precision()).contains(8);
    assertThat(column("1::numeric(8, 2)").scale()).contains(2);
    assertThat(column("1000::numeric(3, -2)").scale()).contains(-2);
    assertThat(column("'x'::varchar(10)").precision()).contains(10);
    assertThat(column("1::numeric").precision()).isEmpty();
    assertThat(column("1::int4").scale()).isEmpty();
  }

  @Test
  void tellsNoValuesInItsText() throws SQLException {
    DbRow row = Rows.row(connection, "SELECT 'secret' AS password");
    assertThat(row).hasToString("row of [column 'password' (text)]");
    assertThat(row.column(1)).hasToString("column 'password' (text)");
  }

  @Test
  void mapsWithAFunction() throws SQLException {
    UUID id = UUID.randomUUID();
    DbRow row = Rows.row(connection, "SELECT ?::uuid AS id", id);
    assertThat(row.<@Nullable UUID>as(r -> r.column("id").get(UUID.class))).isEqualTo(id);
    assertThatThrownBy(() -> row.as(Thread.class)).isInstanceOf(MapperException.class);
  }
}
