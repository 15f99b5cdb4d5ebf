package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.error.SqlStates;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbStatementException;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PGobject;

/**
 * The same statements give the same rows and SQLSTATEs as plain JDBC. Each runs ten times on one
 * connection, so that the driver's switch to server-prepared statements is crossed on both sides.
 */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DifferentialIT {

  private static final int EXECUTIONS = 10;
  private static final Set<String> USER_TYPES = Set.of("mood", "pair", "positive");

  /** Type and literals, from the everyday to the edge. */
  private static final Map<String, List<String>> LITERALS = literals();

  /** Type, and Java values that plain JDBC binds too. */
  private static final Map<String, List<Object>> VALUES = values();

  /** A statement and the parameters of both sides. */
  private record Question(String sql, List<@Nullable Object> parameters) {

    static Question of(String sql, @Nullable Object... parameters) {
      return new Question(sql, Arrays.asList(parameters));
    }

    @Override
    public String toString() {
      return sql;
    }
  }

  private final TestPostgres postgres;
  private final Database database;
  private final Connection plain;

  DifferentialIT(TestPostgres postgres) throws SQLException {
    this.postgres = postgres;
    this.database = Database.create(postgres.settings());
    this.plain =
        DriverManager.getConnection(postgres.url(), postgres.username(), postgres.password());
  }

  @BeforeAll
  void makeTables() throws SQLException {
    plain.setAutoCommit(false);
    postgres.execute(
        "CREATE TYPE mood AS ENUM ('HAPPY', 'SAD')",
        "CREATE TYPE pair AS (a int, b text)",
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "CREATE TABLE strict (id int PRIMARY KEY, short varchar(3), needed text NOT NULL DEFAULT"
            + " 'x', small int CHECK (small < 10), parent int REFERENCES parent (id))",
        "INSERT INTO parent VALUES (1)",
        "INSERT INTO strict (id, short) VALUES (1, 'abc')");
  }

  @AfterAll
  void close() throws SQLException {
    plain.close();
    database.close();
  }

  static Stream<Question> literalQuestions() {
    return LITERALS.entrySet().stream()
        .flatMap(
            entry -> {
              String type = entry.getKey();
              Stream<Question> each =
                  entry.getValue().stream()
                      .map(value -> Question.of("SELECT %s::%s AS v".formatted(value, type)));
              String first = entry.getValue().getFirst();
              return Stream.concat(
                  each,
                  Stream.of(
                      Question.of("SELECT NULL::%s AS v".formatted(type)),
                      Question.of(
                          "SELECT v FROM (VALUES (%1$s::%2$s), (NULL)) AS t (v)"
                              .formatted(first, type)),
                      Question.of("SELECT ARRAY[%1$s::%2$s, NULL] AS v".formatted(first, type)),
                      Question.of("SELECT ARRAY[]::%s[] AS v".formatted(type)),
                      Question.of("SELECT %s::%s AS v WHERE false".formatted(first, type))));
            });
  }

  static Stream<Question> valueQuestions() {
    return VALUES.entrySet().stream()
        .flatMap(
            entry -> {
              String type = entry.getKey();
              Stream<Question> each =
                  entry.getValue().stream()
                      .map(value -> Question.of("SELECT ?::%s AS v".formatted(type), value));
              return Stream.concat(
                  each,
                  Stream.of(
                      Question.of(
                          "SELECT ?::%1$s AS v, ?::%1$s AS w".formatted(type),
                          entry.getValue().getFirst(),
                          null),
                      Question.of("SELECT 'no %1$s'::text::%1$s AS v".formatted(type)),
                      Question.of(
                          "SELECT count(*) AS v FROM (SELECT ?::%1$s) AS t (c) WHERE c = ?"
                              .formatted(type),
                          entry.getValue().getFirst(),
                          entry.getValue().getFirst())));
            });
  }

  static Stream<Question> errorQuestions() {
    return Stream.of(
        Question.of("SELEC 1"),
        Question.of("SELECT"),
        Question.of("SELECT FROM WHERE"),
        Question.of("SELECT nonsense"),
        Question.of("SELECT * FROM nowhere"),
        Question.of("SELECT nowhere.f()"),
        Question.of("SELECT no_function(1)"),
        Question.of("SELECT 1/0"),
        Question.of("SELECT 1 / ?::int", 0),
        Question.of("SELECT ?::int", "x"),
        Question.of("SELECT ?::uuid", "x"),
        Question.of("SELECT ?::jsonb", "{"),
        Question.of("SELECT ?::date", "2026-02-30"),
        Question.of("SELECT ?::mood", "ANGRY"),
        Question.of("SELECT ?::positive", -1),
        Question.of("SELECT ?::smallint", 70000),
        Question.of("SELECT sqrt(-1::numeric)"),
        Question.of("SELECT id FROM strict WHERE id = ?", "text"),
        Question.of("SELECT id FROM strict WHERE id = ?", UUID.randomUUID()),
        Question.of("SELECT id FROM strict WHERE short = ?", 1),
        Question.of("SELECT id FROM strict GROUP BY short"),
        Question.of("SELECT (SELECT generate_series(1, 2))"),
        Question.of("SELECT ?::int[]", "{1"),
        Question.of("SELECT ?", (Object) null),
        Question.of("SELECT ?::int"),
        Question.of("SELECT 1", 1),
        Question.of("SELECT current_setting('no.such')"),
        Question.of("SELECT pg_sleep('x')"),
        Question.of("SELECT 'a' || chr(0)"),
        Question.of("INSERT INTO strict (id) VALUES (1) RETURNING id"),
        Question.of("INSERT INTO strict (id) VALUES (?) RETURNING id", 1),
        Question.of("INSERT INTO strict (id, short) VALUES (2, ?) RETURNING id", "too long"),
        Question.of("INSERT INTO strict (id, needed) VALUES (2, NULL) RETURNING id"),
        Question.of("INSERT INTO strict (id, small) VALUES (2, ?) RETURNING id", 11),
        Question.of("INSERT INTO strict (id, parent) VALUES (2, ?) RETURNING id", 2),
        Question.of("INSERT INTO strict (id, nothing) VALUES (2, 3) RETURNING id"),
        Question.of("INSERT INTO strict (id) VALUES (?) RETURNING *", 2),
        Question.of("UPDATE strict SET id = id WHERE id = ? RETURNING id, short", 1),
        Question.of("DELETE FROM parent RETURNING id"),
        Question.of("DELETE FROM strict WHERE id = ? RETURNING needed", 1),
        Question.of("DROP TABLE nowhere"),
        Question.of("SELECT lo_get(1)"),
        Question.of("LISTEN"),
        Question.of("COPY strict FROM STDIN"),
        Question.of("VACUUM strict"),
        Question.of("SELECT id FROM strict FOR UPDATE"),
        Question.of("SET TRANSACTION ISOLATION LEVEL nonsense"));
  }

  @ParameterizedTest
  @MethodSource({"literalQuestions", "valueQuestions", "errorQuestions"})
  void givesTheSameAnswers(Question question) throws SQLException {
    List<String> heddle = heddleAnswers(question);
    assertThat(heddle).hasSize(EXECUTIONS).isEqualTo(plainAnswers(question));
  }

  @Test
  void asksAtLeastTwoHundredQuestions() {
    assertThat(
            Stream.of(literalQuestions(), valueQuestions(), errorQuestions())
                .flatMap(all -> all)
                .distinct())
        .hasSizeGreaterThanOrEqualTo(200);
  }

  private List<String> heddleAnswers(Question question) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Session session = database.session()) {
      session.get("SELECT 1");
      for (int execution = 0; execution < EXECUTIONS; execution++) {
        dev.heddle.Savepoint mark = session.savepoint();
        try {
          answers.add(
              heddleRows(session.query(question.sql(), question.parameters().toArray()).toList()));
        } catch (DbStatementException e) {
          answers.add(SqlStates.of(e));
        }
        mark.rollback();
      }
    }
    return answers;
  }

  private static String heddleRows(List<DbRow> rows) throws SQLException {
    List<String> shown = new ArrayList<>();
    for (DbRow row : rows) {
      List<String> cells = new ArrayList<>();
      List<Object> values = new ArrayList<>();
      row.forEach(column -> values.add(column.get()));
      for (Object value : values) {
        cells.add(shown(value));
      }
      shown.add(String.join(" | ", cells));
    }
    return shown.toString();
  }

  private List<String> plainAnswers(Question question) throws SQLException {
    List<String> answers = new ArrayList<>();
    for (int execution = 0; execution < EXECUTIONS; execution++) {
      Savepoint mark = plain.setSavepoint();
      answers.add(plainAnswer(question));
      plain.rollback(mark);
    }
    plain.rollback();
    return answers;
  }

  private String plainAnswer(Question question) throws SQLException {
    try (PreparedStatement statement = plain.prepareStatement(question.sql())) {
      int index = 1;
      for (Object parameter : question.parameters()) {
        statement.setObject(index++, parameter);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<String> shown = new ArrayList<>();
        while (rows.next()) {
          List<String> cells = new ArrayList<>();
          for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
            cells.add(shown(rows.getObject(column)));
          }
          shown.add(String.join(" | ", cells));
        }
        return shown.toString();
      }
    } catch (SQLException e) {
      return SqlStates.of(e);
    }
  }

  /**
   * Class and content, so that a value of another class is another answer. Two differences are
   * meant, since plain JDBC asks the server for them: a type without a class of its own is text and
   * no {@link PGobject}, and an array of a type of the user's is its literal.
   */
  private static String shown(Object value) throws SQLException {
    return switch (value) {
      case null -> "null";
      case Array array when USER_TYPES.contains(array.getBaseTypeName()) -> "String " + array;
      case Array array -> "array of " + array.getBaseTypeName() + " " + deep(array.getArray());
      case SQLXML xml -> "xml " + xml.getString();
      case byte[] bytes -> "bytes " + Arrays.toString(bytes);
      case PGobject object when object.getClass() == PGobject.class -> "String " + object;
      default -> value.getClass().getSimpleName() + " " + value;
    };
  }

  private static String deep(Object array) {
    return Arrays.deepToString(new Object[] {array});
  }

  private static Map<String, List<String>> literals() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put("boolean", List.of("true", "false"));
    all.put("smallint", List.of("0", "(-32768)", "32767"));
    all.put("integer", List.of("0", "(-2147483648)", "2147483647"));
    all.put("bigint", List.of("0", "9223372036854775807"));
    all.put("real", List.of("1.5", "'NaN'", "'-Infinity'"));
    all.put("double precision", List.of("0.1", "'NaN'", "1e308"));
    all.put("numeric", List.of("1.10", "'NaN'", "123456789012345678901234567890.5"));
    all.put("numeric(10,2)", List.of("1.1"));
    all.put("money", List.of("12.34"));
    all.put("text", List.of("'x'", "''", "'é€😀'", "'a,\"b\\{}'"));
    all.put("varchar(5)", List.of("'abc'", "'abcdefgh'"));
    all.put("char(3)", List.of("'a'"));
    all.put("name", List.of("'n'"));
    all.put("bytea", List.of("'\\x00ff'", "''"));
    all.put("uuid", List.of("'9f3f0f5e-0000-4000-8000-000000000001'"));
    all.put("date", List.of("'2026-03-29'", "'0001-01-01'", "'infinity'"));
    all.put("time", List.of("'12:34:56.789'", "'24:00:00'"));
    all.put("timetz", List.of("'12:34:56+02'"));
    all.put("timestamp", List.of("'2026-03-29 02:30:00.123456'", "'-infinity'"));
    all.put("timestamptz", List.of("'2026-03-29 02:30:00+00'", "'infinity'"));
    all.put("interval", List.of("'1 year 2 months 3 days 04:05:06.7'", "'-1 day'"));
    all.put("json", List.of("'{\"a\": [1, null]}'", "'null'"));
    all.put("jsonb", List.of("'{\"a\": [1, null]}'", "'\"text\"'"));
    all.put("xml", List.of("'<a/>'"));
    all.put("bit(3)", List.of("B'101'"));
    all.put("bit(1)", List.of("B'1'"));
    all.put("varbit", List.of("B'1'"));
    all.put("inet", List.of("'10.0.0.1/8'"));
    all.put("macaddr", List.of("'08:00:2b:01:02:03'"));
    all.put("point", List.of("'(1,2)'"));
    all.put("box", List.of("'(1,2),(3,4)'"));
    all.put("circle", List.of("'<(1,2),3>'"));
    all.put("path", List.of("'[(1,2),(3,4)]'"));
    all.put("int4range", List.of("'[1,5)'"));
    all.put("tsvector", List.of("'a b'"));
    all.put("oid", List.of("42"));
    all.put("mood", List.of("'HAPPY'", "'ANGRY'"));
    all.put("pair", List.of("ROW(1, 'x')"));
    all.put("positive", List.of("5", "(-5)"));
    return all;
  }

  private static Map<String, List<Object>> values() {
    Map<String, List<Object>> all = new LinkedHashMap<>();
    all.put("boolean", List.of(true, false));
    all.put("smallint", List.of((short) 7));
    all.put("integer", List.of(7, Integer.MIN_VALUE));
    all.put("bigint", List.of(7L, Long.MAX_VALUE));
    all.put("real", List.of(1.5f, Float.NaN));
    all.put("double precision", List.of(0.1d, Double.NEGATIVE_INFINITY));
    all.put("numeric", List.of(new BigDecimal("1.10"), new BigDecimal("-1E+20")));
    all.put("text", List.of("x", "", "é€😀"));
    all.put("bytea", List.of(new byte[] {0, -1}, new byte[0]));
    all.put("uuid", List.of(UUID.fromString("9f3f0f5e-0000-4000-8000-000000000001")));
    all.put("date", List.of(LocalDate.of(2026, 3, 29), LocalDate.MAX));
    all.put("time", List.of(LocalTime.of(12, 34, 56)));
    all.put("timestamp", List.of(LocalDateTime.of(2026, 3, 29, 2, 30)));
    all.put("timestamptz", List.of(OffsetDateTime.parse("2026-03-29T02:30:00+02:00")));
    return all;
  }
}
