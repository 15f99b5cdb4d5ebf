package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.RandomValues.Mood;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.common.GenericType;
import io.helidon.dbclient.DbColumn;
import io.helidon.dbclient.DbRow;
import jakarta.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows and parameters cost the round trip of their statement and no other, counted on the wire. */
@PostgresTest
class NoQuestionIT {

  private static final String EVERY_KIND =
      "SELECT id, mood, moods, pair, pairs, size, stamp, span, spans, address, reach, doc, money,"
          + " bits, area, names, ROW(id, mood) AS made FROM odd";

  private final TestPostgres postgres;
  private FaultProxy proxy;
  private Connection connection;

  NoQuestionIT(TestPostgres postgres) {
    this.postgres = postgres;
    postgres.execute(
        "DROP SCHEMA public CASCADE",
        "CREATE SCHEMA public",
        "GRANT ALL ON SCHEMA public TO public",
        "CREATE TYPE mood AS ENUM ('HAPPY', 'SAD', 'SO_SO')",
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE DOMAIN size AS int CHECK (value > 0)",
        """
        CREATE TABLE odd (id serial PRIMARY KEY, mood mood, moods mood[], pair pair, pairs pair[],
          size size, stamp timestamptz, span interval, spans interval[], address inet,
          reach tstzrange, doc jsonb, money numeric(8, 2), bits bit(3), area circle, names name[])
        """,
        """
        INSERT INTO odd VALUES (1, 'SAD', '{SAD,HAPPY}', '(1,x)', '{"(1,x)"}', 3, now(), '1 day',
          '{1 day}', '10.0.0.1', '[2024-01-01,)', '{}', 1.5, B'101', '<(0,0),1>', '{a}')
        """,
        "GRANT ALL ON odd TO public");
  }

  @BeforeEach
  void connect() throws IOException, SQLException {
    proxy = FaultProxy.before(postgres.url());
    connection =
        DriverManager.getConnection(
            proxy.url(postgres.url()), postgres.username(), postgres.password());
    proxy.takeRoundTrips();
  }

  @AfterEach
  void disconnect() throws IOException, SQLException {
    connection.close();
    proxy.close();
  }

  @Test
  void readsEveryKindOfTypeInOneRoundTrip() throws SQLException {
    DbRow row = Rows.row(connection, EVERY_KIND);
    row.forEach(NoQuestionIT::lookAtEverything);
    assertThat(row.column("mood").get(Mood.class)).isEqualTo(Mood.SAD);
    assertThat(row.column("moods").get(new GenericType<List<Mood>>() {}))
        .containsExactly(Mood.SAD, Mood.HAPPY);
    assertThat(row.column("pair").get(String.class)).isEqualTo("(1,x)");
    assertThat(proxy.takeRoundTrips()).isEqualTo(1);
  }

  @Test
  void plainJdbcAsksForTheSameRow() throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(EVERY_KIND);
        ResultSet result = statement.executeQuery()) {
      result.next();
      for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
        assertThat(result.getMetaData().getColumnTypeName(i)).isNotEmpty();
        assertThat(result.getObject(i)).isNotNull();
      }
    }
    assertThat(proxy.takeRoundTrips()).isGreaterThan(1);
  }

  private static void lookAtEverything(DbColumn column) {
    assertThat(column.name()).isNotEmpty();
    assertThat(column.dbType()).isNotEmpty();
    assertThat(column.javaType()).isNotNull();
    assertThat(column.precision()).isNotNull();
    assertThat(column.scale()).isNotNull();
    assertThat(column.get()).isNotNull();
    assertThat(column.get(String.class)).isNotNull();
  }

  record Parameter(String sqlType, Object value) {

    @Override
    public String toString() {
      return sqlType + " from " + value.getClass().getSimpleName();
    }
  }

  static List<Parameter> typed() {
    UUID uuid = new UUID(1, 2);
    return List.of(
        new Parameter("int4", 1),
        new Parameter("text", "x"),
        new Parameter("uuid", uuid),
        new Parameter("numeric", BigDecimal.ONE),
        new Parameter("bool", true),
        new Parameter("bytea", new byte[] {1}),
        new Parameter("timestamptz", Instant.EPOCH),
        new Parameter("timestamp", LocalDateTime.of(2024, 1, 1, 0, 0)),
        new Parameter("date", LocalDate.EPOCH),
        new Parameter("time", LocalTime.NOON),
        new Parameter("interval", Duration.ofDays(1)),
        new Parameter("interval", Period.ofDays(1)),
        new Parameter("jsonb", Json.createObjectBuilder().build()),
        new Parameter("int4[]", List.of(1, 2)),
        new Parameter("int4[]", new int[] {1}),
        new Parameter("text[]", List.of("a")),
        new Parameter("text[]", new String[] {"a"}),
        new Parameter("uuid[]", List.of(uuid)),
        new Parameter("interval[]", List.of(Duration.ZERO)),
        new Parameter("timestamptz[]", List.of(Instant.EPOCH)),
        new Parameter("jsonb[]", List.of(Json.createValue(1))));
  }

  @ParameterizedTest
  @MethodSource("typed")
  void bindsInOneRoundTripHoweverOften(Parameter parameter) throws SQLException {
    for (int execution = 1; execution <= 12; execution++) {
      execute("SELECT ?::" + parameter.sqlType(), parameter.value());
      assertThat(proxy.takeRoundTrips()).describedAs("execution %d", execution).isEqualTo(1);
    }
  }

  @Test
  void asksNothingForParametersWithoutAType() throws SQLException {
    execute("SELECT ?::mood", Mood.SAD);
    execute("SELECT ?::mood[]", List.of(Mood.SAD));
    execute("SELECT ?::mood[]", List.of());
    execute("SELECT ?::pair", (Object) null);
    execute("SELECT ?::timestamp", java.sql.Timestamp.valueOf("2024-01-01 00:00:00"));
    execute("SELECT ?::int[]", Arrays.asList(null, null));
    assertThat(proxy.takeRoundTrips()).isEqualTo(6);
  }

  private void execute(String sql, @Nullable Object value) throws SQLException {
    assertThat(Rows.query(connection, sql, value)).hasSize(1);
  }
}
