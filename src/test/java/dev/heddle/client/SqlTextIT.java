package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the driver and the server make of converted texts is what a reader expects of the originals.
 */
@PostgresTest
class SqlTextIT {

  private static final Map<String, Object> PARAMETERS =
      Map.of(
          "one",
          1,
          "two",
          2,
          "three",
          3,
          "s",
          "str",
          "k",
          "key",
          "id",
          "6f1e8a1c-3c5b-4a59-9d5f-0a1b2c3d4e5f",
          "json",
          "{\"key\": 5, \"str\": [1, 2]}",
          "größe",
          7);

  private final TestPostgres postgres;

  SqlTextIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @BeforeAll
  static void createTable(TestPostgres postgres) {
    postgres.execute(
        "CREATE TABLE t (id uuid, a int[], n int, \"a:b\" text, lo int, hi int, j jsonb, x$1 int)",
        "INSERT INTO t VALUES ('6f1e8a1c-3c5b-4a59-9d5f-0a1b2c3d4e5f', '{10,20,30,40}', 2,"
            + " 'quoted', 2, 3, '{\"key\": 5, \"list\": [1,2,3]}', 9)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT :one::int + :two::int                                  ¦ 3
          SELECT :one::text::int, :s::varchar(2), :two:: int            ¦ 1|st|2
          SELECT CAST(:s AS varchar(2)), :größe                         ¦ st|7
          SELECT n FROM t WHERE id = :id::uuid                          ¦ 2
          SELECT n FROM t WHERE id=:id::uuid AND n=:two                 ¦ 2
          SELECT :one, :two, :one, :one                                 ¦ 1|2|1|1
          SELECT -:one, +:two, 6/:three, 1-:one                         ¦ -1|2|2|0
          SELECT -:one-- :two                                           ¦ -1
          SELECT 6/:three/* :two */                                     ¦ 2
          SELECT 1 /* :a /* :b ' */ :c " */ + :one::int                 ¦ 2
          SELECT 1 -- it's :a                                           ¦ 1
          SELECT ':a', ':a''s :b', '', :one                             ¦ :a|:a's :b||1
          SELECT 'a\\', :one, '\\'                                      ¦ a\\|1|\\
          SELECT E'it\\'s :a', :one                                     ¦ it's :a|1
          SELECT e'\\\\', :one                                          ¦ \\|1
          SELECT E'a''b' || :s                                          ¦ a'bstr
          SELECT U&'d\\0061t\\+000061 :a', :one                         ¦ data :a|1
          SELECT U&'d!0061t:a' UESCAPE '!', :one                        ¦ dat:a|1
          SELECT B'101', X'1F', N':a', :one                             ¦ 101|00011111|:a|1
          SELECT date'2020-01-02', interval'1 day', :one                ¦ 2020-01-02|1 day|1
          SELECT "a:b", "t"."a:b", :one FROM t                          ¦ quoted|quoted|1
          SELECT 1 AS "it's :a ""quoted"" ", :one                       ¦ 1|1
          SELECT U&"\\0061:b", :one FROM t                              ¦ quoted|1
          SELECT $$:a 'it''s'$$, :one                                   ¦ :a 'it''s'|1
          SELECT $t$:a $$ :b $T$$t$, :one                               ¦ :a $$ :b $T$|1
          SELECT $_1$"$_1$, $ä$'$ä$, :one                               ¦ "|'|1
          SELECT x$1, :one FROM t                                       ¦ 9|1
          SELECT x$1 AS x$$, :one, $$:a$$ FROM t                        ¦ 9|1|:a
          SELECT a[1:2], :one FROM t                                    ¦ {10,20}|1
          SELECT a[:two], a[ :one ] FROM t                              ¦ 20|10
          SELECT a[1:n], :one FROM t                                    ¦ {10,20}|1
          SELECT a[lo:hi], a["lo":"hi"], :one FROM t                    ¦ {20,30}|{20,30}|1
          SELECT a[abs(lo):hi], a[(lo):hi], :one FROM t                 ¦ {20,30}|{20,30}|1
          SELECT a[:two : :three] FROM t                                ¦ {20,30}
          SELECT a[:two: :three], a[1: :three] FROM t                   ¦ {20,30}|{10,20,30}
          SELECT a[:two:hi], a[:two:] FROM t                            ¦ {20,30}|{20,30,40}
          SELECT a[:], a[1:], a[: hi], a[:3], :one FROM t               ¦ {10,20,30,40}|{10,20,30,40}|{10,20,30}|{10,20,30}|1
          SELECT a[lo::int:hi], :one FROM t                             ¦ {20,30}|1
          SELECT (ARRAY[:one::int, :two])[:two]                         ¦ 2
          SELECT ARRAY[true AND :one = 1, NOT :two = 2]                 ¦ {t,f}
          SELECT ARRAY[1]||:two::int                                    ¦ {1,2}
          SELECT make_date(year := :two, month:=:one, day => :three)    ¦ 0002-01-03
          SELECT j ?? :k, j ?? 'key', j ??:s FROM t                     ¦ t|t|f
          SELECT j ??| ARRAY[:k, :s], j ??& ARRAY[:k, :s] FROM t        ¦ t|f
          SELECT :json::jsonb ?? 'str', :json::jsonb??'no'              ¦ t|f
          SELECT j @?? '$.list[*] ? (@ > 2)', :one FROM t               ¦ t|1
          SELECT j @@ '$.key == 5', j -> :k, j ->> :k FROM t            ¦ t|5|5
          SELECT jsonb_path_exists(j, '$.list[*] ? (@ == $v)', jsonb_build_object('v', :three)) FROM t ¦ t
          SELECT '{"k": ":v", "q": "?"}'::jsonb, :one                   ¦ {"k": ":v", "q": "?"}|1
          SELECT n FROM t LIMIT:one                                     ¦ 2
          SELECT n FROM t WHERE n IN(:one,:two)AND n=:two               ¦ 2
          SELECT DISTINCT ON (n):one::int FROM t                        ¦ 1
          SELECT CASE WHEN :one = 1 THEN :s ELSE ':no' END              ¦ str
          SELECT :s LIKE 's%' AND :s ~ '^s.r$' AND :s !~* '[:digit:]x'  ¦ t
          SELECT :s || ':' || :k, :s||:k                                ¦ str:key|strkey
          SELECT * FROM generate_series(:one::int, :three) AS g(n) ORDER BY n DESC LIMIT :one ¦ 3
          SELECT sum(x) FROM unnest(ARRAY[:one::int, :two, :three]) AS u(x) ¦ 6
          SELECT to_char(timestamp '2020-01-02 03:04:05', 'HH24:MI:SS'), :one ¦ 03:04:05|1
          SELECT '03:04'::time, time '03:04:05', :one                   ¦ 03:04:00|03:04:05|1
          SELECT 1.5e-1, .5, :one                                       ¦ 0.15|0.5|1
          VALUES (:one, ':a', $$?$$)                                    ¦ 1|:a|?
          WITH w (x) AS (SELECT :two::int) SELECT x + :one FROM w       ¦ 3
          SELECT {fn concat(:s, ':a')}, {d '2020-01-02'}                ¦ str:a|2020-01-02
          """)
  void readsWhatTheWriterMeant(String text, String expected) throws SQLException {
    assertThat(run(SqlText.parse(text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT JSON_OBJECT('k':n), :one FROM t                        ¦ {"k" : 2}|1
          SELECT JSON_OBJECT('k': :one, 'l' : :two, 'm' VALUE :three)   ¦ {"k" : 1, "l" : 2, "m" : 3}
          SELECT 1_000, 0x1F, :one                                      ¦ 1000|31|1
          """)
  void readsWhatCameWithPostgres16(String text, String expected) throws SQLException {
    assumeThat(postgres.count("SELECT current_setting('server_version_num')::int"))
        .isGreaterThanOrEqualTo(160000);

    assertThat(run(SqlText.parse(text))).isEqualTo(expected);
  }

  @Test
  void readsAStringThatGoesOnAfterALineBreak() throws SQLException {
    assertThat(run(SqlText.parse("SELECT 'a'\n':b', :one"))).isEqualTo("a:b|1");
    assertThat(run(SqlText.parse("SELECT E'\\:a' -- :c\n':b', :one"))).isEqualTo(":a:b|1");
  }

  @Test
  void readsACommentUpToEitherLineBreak() throws SQLException {
    assertThat(run(SqlText.parse("SELECT 1 -- :a\r, :one"))).isEqualTo("1|1");
    assertThat(run(SqlText.parse("SELECT 1 -- ' :a\r\n, :one"))).isEqualTo("1|1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'open :a",
        "SELECT \"open :a",
        "SELECT /* open :a",
        "SELECT $t$ open :a",
        "SELECT ::"
      })
  void leavesABrokenTextToTheServer(String text) {
    assertThatThrownBy(() -> run(SqlText.parse(text)))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42601"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT :one::int, ':a', \"a:b\" FROM t WHERE id = :id::uuid",
        "SELECT a[:two : :three], j ?? :k FROM t",
        "/* first */ SELECT n FROM t -- last",
        "SET LOCAL work_mem = '1MB'"
      })
  void runsBehindABeginInOneText(String text) throws SQLException {
    var sql = SqlText.parse(text);
    assertThat(sql.mayTravelJoined()).isTrue();

    try (Connection connection = postgres.connect();
        var statement = connection.prepareStatement(sql.in(Frame.of("BEGIN READ ONLY", "")))) {
      bind(statement, sql);
      statement.execute();
      try (var session = connection.createStatement()) {
        try (var row = session.executeQuery("SHOW transaction_read_only")) {
          assertThat(row.next()).isTrue();
          assertThat(row.getString(1)).isEqualTo("on");
        }
        session.execute("ROLLBACK");
      }
    }
  }

  /** The columns of the only row. */
  private String run(SqlText sql) throws SQLException {
    try (Connection connection = postgres.connect();
        var statement = connection.prepareStatement(sql.jdbc())) {
      bind(statement, sql);
      try (var row = statement.executeQuery()) {
        assertThat(row.next()).isTrue();
        List<String> columns = new ArrayList<>();
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
          columns.add(row.getString(column));
        }
        return String.join("|", columns);
      }
    }
  }

  private static void bind(PreparedStatement statement, SqlText sql) throws SQLException {
    int index = 1;
    for (String name : sql.parameterNames()) {
      statement.setObject(index++, Objects.requireNonNull(PARAMETERS.get(name), name));
    }
  }
}
