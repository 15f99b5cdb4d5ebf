package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.RandomValues.Mood;
import dev.heddle.error.ColumnMappingException;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.common.GenericType;
import io.helidon.common.mapper.MapperException;
import io.helidon.dbclient.DbMapper;
import io.helidon.dbclient.DbMapperManager;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.spi.DbMapperProvider;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class RecordMappingIT {

  private static final String ROW =
      """
      SELECT 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid AS id, 'Ann' AS user_name,
        '2024-01-01 00:00:00+00'::timestamptz AS created_at, NULL::date AS birth_day,
        'HAPPY' AS mood, '{a,b}'::text[] AS tags, '{1,2}'::int4[] AS last_scores,
        '{"k":1}'::jsonb AS profile, 12.50::numeric(6,2) AS balance, '1 hour'::interval AS idle,
        7::int8 AS level, NULL::text AS nick, true AS active
      """;

  private final TestPostgres postgres;
  private Connection connection;

  RecordMappingIT(TestPostgres postgres) {
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

  private record Person(
      UUID id,
      String userName,
      Instant createdAt,
      Optional<LocalDate> birthDay,
      Mood mood,
      List<String> tags,
      Optional<List<Long>> lastScores,
      JsonObject profile,
      BigDecimal balance,
      Duration idle,
      int level,
      @Nullable String nick,
      boolean active) {}

  private record One(int n) {}

  private record Name(String name) {}

  private record Exact(int userId, String user_name) {}

  private record Unmapped(Thread thread) {}

  record Checked(int n) {
    @SuppressWarnings("UnusedMethod") // Called by reflection, as every constructor here.
    Checked {
      if (n < 0) {
        throw new IllegalArgumentException("n is negative");
      }
    }
  }

  record Empty() {}

  @Test
  void fillsEveryKindOfComponent() throws SQLException {
    Person person = Rows.row(connection, ROW).as(Person.class);
    assertThat(person.id()).hasToString("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11");
    assertThat(person.userName()).isEqualTo("Ann");
    assertThat(person.createdAt()).isEqualTo(Instant.parse("2024-01-01T00:00:00Z"));
    assertThat(person.birthDay()).isEmpty();
    assertThat(person.mood()).isEqualTo(Mood.HAPPY);
    assertThat(person.tags()).containsExactly("a", "b");
    assertThat(person.lastScores()).contains(List.of(1L, 2L));
    assertThat(person.profile().getInt("k")).isEqualTo(1);
    assertThat(person.balance()).isEqualTo(new BigDecimal("12.50"));
    assertThat(person.idle()).isEqualTo(Duration.ofHours(1));
    assertThat(person.level()).isEqualTo(7);
    assertThat(person.nick()).isNull();
    assertThat(person.active()).isTrue();
  }

  @Test
  void mapsByGenericTypeToo() throws SQLException {
    assertThat(Rows.row(connection, "SELECT 1 AS n").as(GenericType.create(One.class)))
        .isEqualTo(new One(1));
  }

  @Test
  void takesTheExactNameBeforeTheFoldedOne() throws SQLException {
    DbRow row =
        Rows.row(connection, "SELECT 1 AS userid, 'a' AS username, 'b' AS user_name, 2 AS x");
    assertThat(row.as(Exact.class)).isEqualTo(new Exact(1, "b"));
  }

  @Test
  void mapsManyRowsOfOneResultAndTypesInTurn() throws SQLException {
    List<DbRow> rows = Rows.query(connection, "SELECT n, 'x' AS name FROM generate_series(1, 3) n");
    assertThat(rows)
        .extracting(row -> row.as(One.class).n() + row.as(Name.class).name())
        .containsExactly("1x", "2x", "3x");
  }

  @Test
  void namesTheMissingColumn() throws SQLException {
    DbRow row = Rows.row(connection, "SELECT 1 AS n, 2 AS other");
    assertThatThrownBy(() -> row.as(Person.class))
        .isInstanceOf(MapperException.class)
        .hasMessageContaining(Person.class.getName())
        .hasMessageContaining("component 'id': no column 'id'; available columns: n, other");
    DbRow withId = Rows.row(connection, "SELECT ?::uuid AS id", UUID.randomUUID());
    assertThatThrownBy(() -> withId.as(Person.class))
        .hasMessageContaining("component 'userName': no column 'user_name'; available columns: id");
  }

  @Test
  void namesTheNullColumn() throws SQLException {
    DbRow number = Rows.row(connection, "SELECT NULL::int4 AS n");
    assertThatThrownBy(() -> number.as(One.class))
        .isInstanceOf(MapperException.class)
        .hasMessageContaining(
            "component 'n': column 'n' (int4) is NULL; make it an Optional or annotate it"
                + " @Nullable");
    DbRow name = Rows.row(connection, "SELECT NULL::text AS name");
    assertThatThrownBy(() -> name.as(Name.class))
        .hasMessageContaining("component 'name': column 'name' (text) is NULL");
  }

  @Test
  void namesTheColumnThatDoesNotFit() throws SQLException {
    DbRow row = Rows.row(connection, "SELECT 9000000000 AS n, 'x' AS thread");
    assertThatThrownBy(() -> row.as(One.class))
        .isInstanceOf(MapperException.class)
        .hasMessageContaining("component 'n': ")
        .hasMessageContaining("column 'n' (int8): its value does not fit")
        .message()
        .doesNotContain("9000000000");
    assertThatThrownBy(() -> row.as(Unmapped.class))
        .hasMessageContaining("column 'thread' (text): there is no mapper for it");
  }

  @Test
  void refusesToChooseBetweenColumns() throws SQLException {
    DbRow row = Rows.row(connection, "SELECT 1 AS user_id, 2 AS userid, 'a' AS user_name");
    assertThatThrownBy(() -> row.as(Exact.class))
        .hasMessageContaining(
            "component 'userId': several columns fit: user_id, userid; rename one");
  }

  @Test
  void keepsTheExceptionOfTheConstructor() throws SQLException {
    DbRow row = Rows.row(connection, "SELECT -1 AS n");
    assertThatThrownBy(() -> row.as(Checked.class))
        .isInstanceOf(ColumnMappingException.class)
        .hasMessageContaining(Checked.class.getName())
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("n is negative");
    assertThatThrownBy(() -> row.as(GenericType.create(Checked.class)))
        .isInstanceOf(ColumnMappingException.class)
        .hasRootCauseMessage("n is negative");
  }

  @Test
  void saysThatAClassHasNoMapper() throws SQLException {
    DbRow row = Rows.row(connection, "SELECT -1 AS n");
    assertThatThrownBy(() -> row.as(Thread.class))
        .isInstanceOf(ColumnMappingException.class)
        .hasMessageContaining("java.lang.Thread")
        .hasMessageContaining("Failed to find DB mapper");
  }

  @Test
  void saysWhyARecordOfAClosedModuleCannotBeUsed() throws SQLException {
    DbRow row = Rows.row(connection, "SELECT 1 AS n");
    assertThatThrownBy(() -> row.as(UnixDomainPrincipal.class))
        .isInstanceOf(MapperException.class)
        .hasRootCauseInstanceOf(IllegalAccessException.class)
        .cause()
        .hasMessage(
            "Record jdk.net.UnixDomainPrincipal cannot be used: open package jdk.net of module"
                + " jdk.net to Heddle");
  }

  @Test
  void givesParametersUnderBothNames() {
    DbMapperManager mappers = Rows.CONTEXT.dbMapperManager();
    Exact value = new Exact(7, "x");
    assertThat(mappers.toNamedParameters(value, Exact.class))
        .isEqualTo(Map.of("userId", 7, "user_id", 7, "user_name", "x"));
    assertThat(mappers.toIndexedParameters(value, Exact.class)).isEqualTo(List.of(7, "x"));
    assertThat(mappers.toNamedParameters(new Empty(), Empty.class)).isEmpty();
  }

  @Test
  void yieldsToMappersThatTheApplicationRegisters() throws SQLException {
    DbMapperManager mappers =
        DbMapperManager.builder()
            .addMapperProvider(new RecordMapperProvider())
            .addMapperProvider(new Fixed())
            .build();
    DbRow row = Rows.row(connection, "SELECT 1 AS n");
    assertThat(mappers.read(row, One.class)).isEqualTo(new One(42));
  }

  /** A mapper as an application writes one. */
  private static final class Fixed implements DbMapperProvider {
    @Override
    @SuppressWarnings("unchecked") // asked for One only
    public <T> Optional<DbMapper<T>> mapper(Class<T> type) {
      DbMapper<One> mapper =
          new DbMapper<>() {
            @Override
            public One read(DbRow row) {
              return new One(42);
            }

            @Override
            public Map<String, ?> toNamedParameters(One value) {
              return Map.of();
            }

            @Override
            public List<?> toIndexedParameters(One value) {
              return List.of();
            }
          };
      return type == One.class ? Optional.of((DbMapper<T>) mapper) : Optional.empty();
    }
  }
}
