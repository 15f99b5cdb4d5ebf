package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.RandomValues.Mood;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import jakarta.json.Json;
import java.math.BigInteger;
import java.sql.Connection;
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
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@PostgresTest
class ParameterBinderIT {

  private final TestPostgres postgres;
  private Connection connection;

  ParameterBinderIT(TestPostgres postgres) {
    this.postgres = postgres;
    postgres.execute(
        "DROP TABLE IF EXISTS item",
        "DROP TYPE IF EXISTS mood",
        "CREATE TYPE mood AS ENUM ('HAPPY', 'SAD')",
        "CREATE TABLE item (id uuid, mood mood, moods mood[], note text, doc jsonb, tags text[])");
  }

  @BeforeEach
  void connect() throws SQLException {
    connection = postgres.connect();
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  static Stream<Arguments> halves() {
    String half = "a\ud800b";
    return Stream.<Object>of(
            half,
            "\udc00",
            '\ud800',
            half.toCharArray(),
            Json.createValue(half),
            List.of("a", half),
            new String[] {null, half},
            new String[][] {{"a"}, {half}})
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("halves")
  void refusesHalfACharacterInsteadOfReplacingIt(Object value) throws SQLException {
    assertThatThrownBy(() -> text("SELECT ?", value))
        .isInstanceOf(SQLException.class)
        .hasMessage("parameter 1: half of a surrogate pair, which is no character")
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("22021");
    assertThat(text("SELECT ?", "whole \ud83d\ude00")).isEqualTo("whole \ud83d\ude00");
  }

  private @Nullable String text(String sql, @Nullable Object... parameters) throws SQLException {
    return Rows.row(connection, sql, parameters).column(1).get(String.class);
  }

  static Stream<Arguments> typed() {
    return Stream.of(
        Arguments.of("smallint", (short) 1),
        Arguments.of("smallint", (byte) 1),
        Arguments.of("integer", 1),
        Arguments.of("bigint", 1L),
        Arguments.of("real", 1f),
        Arguments.of("double precision", 1d),
        Arguments.of("numeric", BigInteger.ONE),
        Arguments.of("boolean", true),
        Arguments.of("character varying", "x"),
        Arguments.of("character varying", 'x'),
        Arguments.of("bytea", new byte[0]),
        Arguments.of("uuid", new UUID(1, 2)),
        Arguments.of("date", LocalDate.EPOCH),
        Arguments.of("time without time zone", LocalTime.NOON),
        Arguments.of("time with time zone", OffsetTime.of(LocalTime.NOON, ZoneOffset.UTC)),
        Arguments.of("timestamp without time zone", LocalDateTime.MAX),
        Arguments.of("timestamp with time zone", Instant.EPOCH),
        Arguments.of("timestamp with time zone", OffsetDateTime.MAX),
        Arguments.of("timestamp with time zone", Instant.EPOCH.atZone(ZoneOffset.UTC)),
        Arguments.of("interval", Duration.ZERO),
        Arguments.of("interval", Period.ZERO),
        Arguments.of("jsonb", Json.createValue(1)),
        Arguments.of("jsonb", Json.createArrayBuilder().build()),
        Arguments.of("integer[]", List.of(1)),
        Arguments.of("text[]", Set.of("a")),
        Arguments.of("uuid[]", new UUID[] {new UUID(1, 2)}),
        Arguments.of("interval[]", List.of(Duration.ZERO)),
        Arguments.of("timestamp with time zone[]", List.of(Instant.EPOCH)),
        Arguments.of("jsonb[]", List.of(Json.createArrayBuilder().build())),
        Arguments.of("integer[]", new int[] {1}),
        Arguments.of("bigint[]", new Long[] {1L}));
  }

  @ParameterizedTest
  @MethodSource("typed")
  void givesTheServerTheType(String type, Object value) throws SQLException {
    assertThat(text("SELECT pg_typeof(?)::text", value)).isEqualTo(type);
  }

  @Test
  void fitsAnEnumIntoBothKindsOfColumn() throws SQLException {
    List<Mood> moods = List.of(Mood.SAD, Mood.HAPPY);
    assertThat(
            text(
                "INSERT INTO item (mood, note, moods) VALUES (?, ?, ?) RETURNING item::text",
                Mood.SAD,
                Mood.HAPPY,
                moods))
        .isEqualTo("(,SAD,\"{SAD,HAPPY}\",HAPPY,,)");
    assertThat(text("SELECT count(*) FROM item WHERE mood = ? AND mood = ANY (?)", Mood.SAD, moods))
        .isEqualTo("1");
  }

  @Test
  void findsByListsWithAny() throws SQLException {
    assertThat(text("SELECT 2 = ANY (?)", List.of(1, 2))).isEqualTo("true");
    assertThat(text("SELECT 2 = ANY (?)", List.of())).isEqualTo("false");
    assertThat(text("SELECT 'b' = ANY (?)", Set.of("b"))).isEqualTo("true");
    assertThat(text("SELECT ARRAY['a', 'b'] @> ?", List.of("b"))).isEqualTo("true");
  }

  @Test
  void bindsListsWithoutElements() throws SQLException {
    assertThat(text("SELECT cardinality(?::uuid[])", List.of())).isEqualTo("0");
    assertThat(text("SELECT ?::uuid[]::text", Collections.nCopies(2, null)))
        .isEqualTo("{NULL,NULL}");
    assertThat(text("SELECT ?::int[]::text", List.of(List.of(), List.of()))).isEqualTo("{}");
    assertThat(text("SELECT ?::int[]::text", Arrays.asList(null, 5))).isEqualTo("{NULL,5}");
  }

  @Test
  void unwrapsOptionals() throws SQLException {
    assertThat(text("SELECT ?::int", Optional.of(5))).isEqualTo("5");
    assertThat(text("SELECT ?::int", Optional.empty())).isNull();
  }

  @Test
  void leavesJavaSqlWithoutATypeAsPlainJdbcDoes() throws SQLException {
    Timestamp timestamp = Timestamp.valueOf("2024-01-02 03:04:05.6");
    for (Object moment :
        List.of(timestamp, timestamp.toInstant(), GregorianCalendar.from(zoned(timestamp)))) {
      assertThat(text("SELECT CAST(? AS timestamptz) = ?::timestamptz", moment, timestamp))
          .isEqualTo("true");
    }
    assertThat(text("SELECT ?::timestamp::text", timestamp)).isEqualTo("2024-01-02 03:04:05.6");
  }

  private static ZonedDateTime zoned(Timestamp timestamp) {
    return timestamp.toInstant().atZone(java.time.ZoneId.systemDefault());
  }

  @Test
  void refusesTextForAUuidAsPlainJdbcDoes() throws SQLException {
    String id = UUID.randomUUID().toString();
    assertThatThrownBy(() -> text("SELECT gen_random_uuid() = ?", id))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("uuid = character varying");
    assertThat(text("SELECT ?::uuid::text", id)).isEqualTo(id);
  }

  @Test
  void namesParameterAndClassButNeverTheValue() {
    assertThatThrownBy(() -> text("SELECT ?, ?", 1, Locale.of("secret")))
        .isInstanceOf(SQLException.class)
        .hasMessage("parameter 2: no SQL type for java.util.Locale")
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("07006");
    assertThatThrownBy(() -> text("SELECT ?", List.of(Locale.of("secret"))))
        .hasMessage("parameter 1: no SQL type for elements of java.util.Locale");
    assertThatThrownBy(() -> text("SELECT ?", List.of(1, "secret")))
        .hasMessage("parameter 1: elements of one array cannot be both INT4 and TEXT");
  }

  @Test
  void bindsOtherNumbersAsPlainJdbcDoes() throws SQLException {
    assertThat(text("SELECT ?::text", new AtomicLong(5))).isEqualTo("5");
  }
}
