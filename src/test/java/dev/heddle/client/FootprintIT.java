package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whenever a function called by name has dirtied the session, the text was suspected. */
@PostgresTest
class FootprintIT {

  /** Sets a setting that outlives the transaction, and returns its argument. */
  private static final String DIRTYING =
      """
      CREATE OR REPLACE FUNCTION %s(int DEFAULT 1) RETURNS int LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM set_config('heddle.dirt', 'yes', false);
        RETURN $1;
      END $$
      """;

  private final TestPostgres postgres;

  FootprintIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @BeforeAll
  static void createTables(TestPostgres postgres) {
    postgres.execute(
        "CREATE TABLE t (id int PRIMARY KEY, a int DEFAULT 1, b text DEFAULT 'b')",
        "INSERT INTO t (id) VALUES (1), (2)",
        "CREATE SCHEMA app",
        DIRTYING.formatted("f"),
        DIRTYING.formatted("app.f"),
        DIRTYING.formatted("app.lower"),
        DIRTYING.formatted("\"Lower\""),
        DIRTYING.formatted("\"set(\""),
        DIRTYING.formatted("loc\u212A"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT f()",
        "SELECT f/* c */ ()",
        "SELECT 1, app.f()",
        "SELECT app.lower(1)",
        "SELECT \"Lower\"(1)",
        "SELECT \"set(\"(1)",
        "SELECT U&\"\\0066\"(1)",
        "SELECT U&\"!0066\" UESCAPE '!' (1)",
        "SELECT loc\u212A(1)",
        "SELECT DISTINCT ON (a) f(id) FROM t",
        "SELECT DISTINCT ON (abs(a)) f(id) FROM t",
        "SELECT DISTINCT ON ((SELECT 1)) f(id) FROM t",
        "SELECT abs(a) OPERATOR(pg_catalog.+) f(id) FROM t",
        "SELECT CASE f(a) WHEN 1 THEN 2 END FROM t",
        "SELECT CASE WHEN true THEN f() ELSE 1 END",
        "SELECT ARRAY[1, f()], ARRAY(SELECT f()), (ARRAY[1])[f()]",
        "SELECT * FROM f(1) x(a)",
        "SELECT * FROM t, f(1) AS x (a)",
        "SELECT * FROM t, LATERAL f(t.a) y",
        "SELECT * FROM t JOIN f(1) ON true",
        "SELECT * FROM t JOIN t u ON f(t.a) = 1",
        "SELECT * FROM ROWS FROM (f(1), generate_series(1, 2)) AS x",
        "SELECT * FROM t WHERE id BETWEEN f(1) AND f(2)",
        "SELECT * FROM t WHERE b LIKE f(1)::text",
        "SELECT * FROM t WHERE b LIKE 'x' ESCAPE f(1)::text",
        "SELECT f(a) FROM t GROUP BY f(a)",
        "SELECT a FROM t GROUP BY a HAVING f(a) = 1",
        "SELECT * FROM t ORDER BY f(a)",
        "SELECT * FROM t LIMIT f(1)",
        "SELECT * FROM t OFFSET f(1)",
        "SELECT * FROM t FETCH FIRST f(1) ROWS ONLY",
        "SELECT sum(a) OVER (PARTITION BY f(a)) FROM t",
        "SELECT sum(a) OVER (ROWS f(1) PRECEDING) FROM t",
        "SELECT sum(a) FILTER (WHERE f(a) = 1) FROM t",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY f(a)) FROM t",
        "SELECT xmlelement(name a, f(1))",
        "SELECT xmlforest(f(1) AS a)",
        "SELECT coalesce(NULL, f(1)), extract(epoch FROM f(1) * interval '1 s')",
        "SELECT CAST(f(1) AS numeric(10,2)), f(1)::numeric(10,2)",
        "SELECT now() AT TIME ZONE (f(1) || ' h')::interval",
        "SELECT overlay('abc' PLACING 'x' FROM f(1))",
        "SELECT position('1' IN f(1)::text), trim(LEADING f(1)::text FROM '12')",
        "SELECT {fn f(1)}",
        "INSERT INTO t (id) VALUES (f(100))",
        "INSERT INTO t (id) SELECT f(101)",
        "INSERT INTO t (id) VALUES (102) RETURNING f(a)",
        "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET a = f(1)",
        "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET (a, b) = (f(1), 'b')",
        "UPDATE t SET a = f(1)",
        "UPDATE t SET (a, b) = (SELECT f(1), 'b')",
        "UPDATE t SET a = 1 FROM f(1) AS x WHERE true",
        "DELETE FROM t USING f(1) AS x WHERE false OR x = 7",
        "MERGE INTO t USING f(1) AS u ON t.id = u WHEN MATCHED THEN UPDATE SET a = 1",
        "MERGE INTO t USING t u ON t.id = u.id WHEN MATCHED AND f(1) = 1 THEN UPDATE SET a = 1",
        "WITH x (a) AS (SELECT f(1)) SELECT * FROM x",
        "WITH x (a) AS MATERIALIZED (SELECT 1), y AS (SELECT f(a) FROM x) SELECT * FROM y",
        "VALUES (1), (f(2))",
        "TABLE t UNION ALL SELECT f(7), 1, 'b'",
        "EXPLAIN ANALYZE SELECT f(1)",
        "EXPLAIN (ANALYZE, FORMAT JSON) SELECT f(1)",
        "CREATE TABLE made AS SELECT f(1)",
        "SELECT f(1) INTO made_too",
        "DO $$ BEGIN PERFORM f(1); END $$",
        "SET heddle.dirt = 'yes'",
        "SELECT set_config('heddle.dirt', 'yes', false)",
        "SELECT pg_catalog . \"set_config\" ('heddle.dirt', 'yes', 1 = 0)",
        "SELECT query_to_xml('SELECT f(1)', true, true, '')",
        "SELECT * FROM ts_stat('SELECT to_tsvector(f(1)::text)')",
        "SELECT ts_rewrite('a', 'SELECT ''a''::tsquery, (f(1)::text)::tsquery')"
      })
  void suspectsATextThatDirtiesTheSession(String text) throws SQLException {
    try (Connection connection = postgres.connect()) {
      assertThat(dirties(connection, text)).isTrue();
    }
    assertThat(SqlText.parse(text).footprint()).isEqualTo(Footprint.SESSION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE pg_settings SET setting = '1h' WHERE name = 'statement_timeout'",
        "UPDATE pg_catalog . \"pg_settings\" SET setting = '1h' WHERE name = 'statement_timeout'"
      })
  void suspectsWhatChangesASettingThroughItsView(String text) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
      try (var row = statement.executeQuery("SHOW statement_timeout")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("1h");
      }
    }
    assertThat(SqlText.parse(text).footprint()).isEqualTo(Footprint.SESSION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local.x", "transaction.x", "constraints.x"})
  void suspectsASettingThatLooksLikeSetLocal(String setting) throws SQLException {
    String text = "SET " + setting + " = 'outlives'";
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
      try (var row = statement.executeQuery("SELECT current_setting('" + setting + "')")) {
        assertThat(row.next()).isTrue();
        assertThat(row.getString(1)).isEqualTo("outlives");
      }
    }
    assertThat(SqlText.parse(text).footprint()).isEqualTo(Footprint.SESSION);
  }

  /**
   * Every keyword of the server is tried as the name of a dirtying function, without quotes, where
   * it is easiest to take for a part of the grammar; what the server refuses proves nothing, and
   * the names of PostgreSQL's own functions are known not to be told apart.
   */
  @Test
  void suspectsFunctionsThatAreNamedLikeKeywords() throws SQLException {
    List<String> places =
        List.of(
            "SELECT %s(1)",
            "SELECT 1, %s(1)",
            "SELECT 1 + %s(1)",
            "SELECT DISTINCT ON (a) %s(1) FROM t",
            "SELECT NOT %s(1) = 1",
            "SELECT (SELECT 1) + (%s(1))",
            "SELECT CASE WHEN true THEN %s(1) ELSE %s(2) END",
            "SELECT * FROM t WHERE %s(1) = 1",
            "SELECT * FROM t WHERE a = 1 AND %s(1) = 1",
            "SELECT * FROM %s(1)",
            "SELECT * FROM t, %s(1)",
            "SELECT * FROM t JOIN t u ON %s(1) = 1",
            "SELECT * FROM t ORDER BY %s(1)",
            "SELECT a FROM t GROUP BY a, %s(1)",
            "SELECT a FROM t GROUP BY a HAVING %s(1) = 1",
            "SELECT sum(a) OVER (PARTITION BY %s(1)) FROM t",
            "SELECT * FROM t FETCH FIRST %s(1) ROWS ONLY",
            "INSERT INTO t (id) SELECT u.id FROM t u JOIN t v ON %s(1) = 1 ON CONFLICT DO NOTHING",
            "UPDATE t SET a = %s(1)",
            "MERGE INTO t USING t u ON t.id = u.id WHEN MATCHED THEN UPDATE SET a = %s(1)",
            "MERGE INTO t USING t u ON t.id = u.id WHEN MATCHED AND %s(1) = 1 THEN DO NOTHING",
            "WITH x AS (SELECT %s(1)) SELECT * FROM x");
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      var texts = new ArrayList<String>();
      for (String word : keywords(connection)) {
        if (!CleanFunctions.contains(word)) {
          statement.execute(DIRTYING.formatted("\"" + word + "\""));
          places.forEach(place -> texts.add(place.replace("%s", word)));
        }
      }
      assertSuspected(connection, texts, 5000);
    }
  }

  /** Words that mean something before a parenthesis are tried behind columns that are named so. */
  @Test
  void suspectsFunctionsBehindColumnsThatAreNamedLikeKeywords() throws SQLException {
    List<String> columns =
        List.of(
            "update",
            "partition",
            "grouping",
            "values",
            "insert",
            "view",
            "copy",
            "vacuum",
            "set",
            "recursive",
            "ordinality",
            "exists",
            "temp",
            "local",
            "within",
            "materialized",
            "by",
            "conflict",
            "over",
            "filter",
            "operator",
            "key",
            "sets",
            "do",
            "atomic",
            "begin");
    List<String> functions =
        List.of(
            "f",
            "by",
            "key",
            "sets",
            "rollup",
            "cube",
            "varying",
            "set",
            "conflict",
            "insert",
            "over",
            "filter",
            "operator",
            "within",
            "begin",
            "atomic",
            "partition");
    List<String> places =
        List.of(
            "SELECT %1$s, %2$s(1) FROM k",
            "SELECT %1$s AND %2$s(1) = 1 FROM k",
            "SELECT (%1$s OR %2$s(1) = 1) FROM k",
            "SELECT * FROM k WHERE %1$s IS NULL AND %2$s(1) = 1",
            "SELECT * FROM k WHERE (%1$s IS NOT DISTINCT FROM (%2$s(1) = 1))",
            "SELECT k.%1$s, - %2$s(1) FROM k",
            "SELECT count(*) FROM k GROUP BY %1$s, %2$s(1)",
            "SELECT * FROM k ORDER BY %1$s, %2$s(1)",
            "SELECT * FROM k JOIN t ON %1$s AND %2$s(1) = 1",
            "SELECT CASE WHEN %1$s THEN %2$s(1) ELSE %2$s(2) END FROM k",
            "UPDATE k SET id = 1 WHERE %1$s OR %2$s(1) = 1",
            "UPDATE k SET (id, %1$s) = (%2$s(1), true)",
            "WITH x AS (SELECT 1) UPDATE k SET id = 1 WHERE %1$s AND %2$s(1) = 1",
            "SELECT 1 AS %1$s, %2$s(1)",
            "SELECT * FROM k AS %1$s, %2$s(1) AS x",
            "SELECT * FROM k %1$s JOIN %2$s(1) ON true");
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE k (id int DEFAULT 1)");
      for (String column : columns) {
        statement.execute("ALTER TABLE k ADD COLUMN \"%s\" boolean DEFAULT true".formatted(column));
      }
      statement.execute("INSERT INTO k DEFAULT VALUES");
      var texts = new ArrayList<String>();
      for (String function : functions) {
        statement.execute(DIRTYING.formatted("\"" + function + "\""));
        for (String column : columns) {
          places.forEach(place -> texts.add(place.formatted(column, function)));
        }
      }
      assertSuspected(connection, texts, 3000);
    }
  }

  /** Runs each text, and compares what is said of it with what it did. */
  private static void assertSuspected(Connection connection, List<String> texts, int atLeast)
      throws SQLException {
    int dirtied = 0;
    var missed = new ArrayList<String>();
    for (String text : texts) {
      if (dirties(connection, text)) {
        dirtied++;
        if (SqlText.parse(text).footprint() == Footprint.TRANSACTION) {
          missed.add(text);
        }
      }
    }
    assertThat(missed).isEmpty();
    assertThat(dirtied).isGreaterThan(atLeast);
  }

  private static List<String> keywords(Connection connection) throws SQLException {
    var words = new ArrayList<String>();
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT word FROM pg_get_keywords() ORDER BY 1")) {
      while (rows.next()) {
        words.add(rows.getString(1));
      }
    }
    return words;
  }

  /** Whether a session that runs the text is dirty afterwards; a text that fails is not. */
  private static boolean dirties(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET heddle.dirt = 'no'");
      try {
        statement.execute(text);
      } catch (SQLException e) {
        return false;
      }
      try (var row = statement.executeQuery("SELECT current_setting('heddle.dirt')")) {
        return row.next() && row.getString(1).equals("yes");
      }
    }
  }
}
