package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbStatementType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {

  /** Text, the text for JDBC, and the names in order; a line of the table is a test of its own. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT :a                                ¦ SELECT ?                              ¦ a
          SELECT * FROM t WHERE x=:x AND y=:y      ¦ SELECT * FROM t WHERE x=? AND y=?     ¦ x,y
          SELECT :a, :b, :a                        ¦ SELECT ?, ?, ?                        ¦ a,b,a
          SELECT :a1, :_b, :c_d, :e$f              ¦ SELECT ?, ?, ?, ?                     ¦ a1,_b,c_d,e$f
          SELECT (:a)                              ¦ SELECT (?)                            ¦ a
          VALUES(:a,:b)                            ¦ VALUES(?,?)                           ¦ a,b
          SELECT :größe                            ¦ SELECT ?                              ¦ größe
          SELECT :a::uuid                          ¦ SELECT ?::uuid                        ¦ a
          SELECT :a::text::int                     ¦ SELECT ?::text::int                   ¦ a
          SELECT CAST(:a AS int)                   ¦ SELECT CAST(? AS int)                 ¦ a
          SELECT x ::int, :a                       ¦ SELECT x ::int, ?                     ¦ a
          SELECT x:: int, :a                       ¦ SELECT x:: int, ?                     ¦ a
          SELECT -:a                               ¦ SELECT -?                             ¦ a
          SELECT 1/:a                              ¦ SELECT 1/?                            ¦ a
          SELECT :a-- :b                           ¦ SELECT ?-- :b                         ¦ a
          SELECT :a/* :b */                        ¦ SELECT ?/* :b */                      ¦ a
          SELECT 1 /* :x /* :y */ :z */ + :a       ¦ SELECT 1 /* :x /* :y */ :z */ + ?     ¦ a
          SELECT 1 /*/ :x */ + :a                  ¦ SELECT 1 /*/ :x */ + ?                ¦ a
          SELECT 1 /* ' */ + :a                    ¦ SELECT 1 /* ' */ + ?                  ¦ a
          SELECT 1 */* :x */ :a                    ¦ SELECT 1 */* :x */ ?                  ¦ a
          SELECT ':x', :a                          ¦ SELECT ':x', ?                        ¦ a
          SELECT 'it''s :x', :a                    ¦ SELECT 'it''s :x', ?                  ¦ a
          SELECT 'a\\', :a                         ¦ SELECT 'a\\', ?                       ¦ a
          SELECT E'it\\'s :x', :a                  ¦ SELECT E'it\\'s :x', ?                ¦ a
          SELECT e'\\\\', :a                       ¦ SELECT e'\\\\', ?                     ¦ a
          SELECT E'a''b\\'c :x', :a                ¦ SELECT E'a''b\\'c :x', ?              ¦ a
          SELECT date'2020-01-01', :a              ¦ SELECT date'2020-01-01', ?            ¦ a
          SELECT name'x\\', :a                     ¦ SELECT name'x\\', ?                   ¦ a
          SELECT U&'d\\0061t :x', :a               ¦ SELECT U&'d\\0061t :x', ?             ¦ a
          SELECT U&'\\', :a                        ¦ SELECT U&'\\', ?                      ¦ a
          SELECT B'01', X'1F', N':x', :a           ¦ SELECT B'01', X'1F', N':x', ?         ¦ a
          SELECT "a:b", :a                         ¦ SELECT "a:b", ?                       ¦ a
          SELECT "a""b:x", :a                      ¦ SELECT "a""b:x", ?                    ¦ a
          SELECT "it's", :a                        ¦ SELECT "it's", ?                      ¦ a
          SELECT U&"d\\0061:x", :a                 ¦ SELECT U&"d\\0061:x", ?               ¦ a
          SELECT "--", :a                          ¦ SELECT "--", ?                        ¦ a
          SELECT $$:x$$, :a                        ¦ SELECT $$:x$$, ?                      ¦ a
          SELECT $t$:x $$ :y$t$, :a                ¦ SELECT $t$:x $$ :y$t$, ?              ¦ a
          SELECT $t$:x$T$ :y$t$, :a                ¦ SELECT $t$:x$T$ :y$t$, ?              ¦ a
          SELECT $_1$'$_1$, :a                     ¦ SELECT $_1$'$_1$, ?                   ¦ a
          SELECT $ä$:x$ä$, :a                      ¦ SELECT $ä$:x$ä$, ?                    ¦ a
          SELECT a$b$, :a, c$b$                    ¦ SELECT a$b$, ?, c$b$                  ¦ a
          SELECT a$$, :a, $$:x$$                   ¦ SELECT a$$, ?, $$:x$$                 ¦ a
          SELECT $1, :a, $2                        ¦ SELECT $1, ?, $2                      ¦ a
          SELECT $1a$, :a                          ¦ SELECT $1a$, ?                        ¦ a
          SELECT a[1:2], :a                        ¦ SELECT a[1:2], ?                      ¦ a
          SELECT a[:i]                             ¦ SELECT a[?]                           ¦ i
          SELECT a[ :i ]                           ¦ SELECT a[ ? ]                         ¦ i
          SELECT a[1:n], :a                        ¦ SELECT a[1:n], ?                      ¦ a
          SELECT a[lo:hi], :a                      ¦ SELECT a[lo:hi], ?                    ¦ a
          SELECT a["lo":hi], :a                    ¦ SELECT a["lo":hi], ?                  ¦ a
          SELECT a[f(1):n], :a                     ¦ SELECT a[f(1):n], ?                   ¦ a
          SELECT a[b[1]:n], :a                     ¦ SELECT a[b[1]:n], ?                   ¦ a
          SELECT a[:lo:hi], :a                     ¦ SELECT a[?:hi], ?                     ¦ lo,a
          SELECT a[:lo : :hi]                      ¦ SELECT a[? : ?]                       ¦ lo,hi
          SELECT a[:lo: :hi]                       ¦ SELECT a[?: ?]                        ¦ lo,hi
          SELECT a[1: :hi]                         ¦ SELECT a[1: ?]                        ¦ hi
          SELECT a[: hi], :a                       ¦ SELECT a[: hi], ?                     ¦ a
          SELECT a[:], :a                          ¦ SELECT a[:], ?                        ¦ a
          SELECT a[1:], :a                         ¦ SELECT a[1:], ?                       ¦ a
          SELECT a[1:2][:i]                        ¦ SELECT a[1:2][?]                      ¦ i
          SELECT a[x::int:n], :a                   ¦ SELECT a[x::int:n], ?                 ¦ a
          SELECT ARRAY[:a, :b]                     ¦ SELECT ARRAY[?, ?]                    ¦ a,b
          SELECT ARRAY[x AND :b, NOT :c]           ¦ SELECT ARRAY[x AND ?, NOT ?]          ¦ b,c
          SELECT ARRAY[f(:a), (:b)]                ¦ SELECT ARRAY[f(?), (?)]               ¦ a,b
          SELECT ARRAY[1]||:a                      ¦ SELECT ARRAY[1]||?                    ¦ a
          SELECT f(a := :a)                        ¦ SELECT f(a := ?)                      ¦ a
          SELECT f(a:=:a)                          ¦ SELECT f(a:=?)                        ¦ a
          SELECT f(a => :a)                        ¦ SELECT f(a => ?)                      ¦ a
          SELECT j ?? :k                           ¦ SELECT j ?? ?                         ¦ k
          SELECT j ??| :k AND j ??& :l             ¦ SELECT j ??| ? AND j ??& ?            ¦ k,l
          SELECT j ??:k                            ¦ SELECT j ???                          ¦ k
          SELECT :j??'k'                           ¦ SELECT ? ??'k'                        ¦ j
          SELECT :j ->> 'a'                        ¦ SELECT ? ->> 'a'                      ¦ j
          SELECT j @?? '$.a ? (@ > 1)', :a         ¦ SELECT j @?? '$.a ? (@ > 1)', ?       ¦ a
          SELECT '{"k": ":v"}'::jsonb, :a          ¦ SELECT '{"k": ":v"}'::jsonb, ?        ¦ a
          SELECT JSON_OBJECT('k':v), :a            ¦ SELECT JSON_OBJECT('k':v), ?          ¦ a
          SELECT JSON_OBJECT('k': :v)              ¦ SELECT JSON_OBJECT('k': ?)            ¦ v
          SELECT JSON_OBJECT(:k : :v)              ¦ SELECT JSON_OBJECT(? : ?)             ¦ k,v
          SELECT * FROM t LIMIT:n                  ¦ SELECT * FROM t LIMIT ?               ¦ n
          SELECT x FROM t WHERE y IN(:a)AND z=:b   ¦ SELECT x FROM t WHERE y IN(?)AND z=?  ¦ a,b
          SELECT DISTINCT ON (x):a                 ¦ SELECT DISTINCT ON (x)?               ¦ a
          SELECT ::a, :b                           ¦ SELECT ::a, ?                         ¦ b
          SELECT :'v', :"w", :a                    ¦ SELECT :'v', :"w", ?                  ¦ a
          SELECT :1, : b, :a                       ¦ SELECT :1, : b, ?                     ¦ a
          SELECT 1.5e-3, .5, 0x1F, 1_000, :a       ¦ SELECT 1.5e-3, .5, 0x1F, 1_000, ?     ¦ a
          SELECT :a; SELECT :b;                    ¦ SELECT ?; SELECT ?;                   ¦ a,b
          :a                                       ¦ ?                                     ¦ a
          SELECT :a 'unterminated :b               ¦ SELECT ? 'unterminated :b             ¦ a
          SELECT :a "unterminated :b               ¦ SELECT ? "unterminated :b             ¦ a
          SELECT :a /* unterminated :b             ¦ SELECT ? /* unterminated :b           ¦ a
          SELECT :a $x$ unterminated :b            ¦ SELECT ? $x$ unterminated :b          ¦ a
          SELECT :a E'unterminated \\              ¦ SELECT ? E'unterminated \\            ¦ a
          """)
  void convertsNamedParameters(String text, String jdbc, String names) {
    var sql = SqlText.parse(text);

    assertThat(sql.jdbc()).isEqualTo(jdbc);
    assertThat(sql.parameterNames()).containsExactly(names.split(","));
    assertThat(sql.isNamed()).isTrue();
  }

  @Test
  void continuesAnEscapedStringAfterALineBreak() {
    var sql = SqlText.parse("SELECT E'a' -- more\n 'b\\' :x', :a");

    assertThat(sql.parameterNames()).containsExactly("a");
  }

  @Test
  void endsAnEscapedStringWithoutALineBreakBehindIt() {
    var sql = SqlText.parse("SELECT E'a' 'b\\', :a");

    assertThat(sql.parameterNames()).containsExactly("a");
  }

  @Test
  void endsALineCommentAtEitherLineBreak() {
    assertThat(SqlText.parse("SELECT 1 -- :x\n+ :a").parameterNames()).containsExactly("a");
    assertThat(SqlText.parse("SELECT 1 -- :x\r+ :a").parameterNames()).containsExactly("a");
    assertThat(SqlText.parse("SELECT 1 -- :x\r\n+ :a").parameterNames()).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "SELECT 1",
        "SELECT ?",
        "SELECT a[1:2]",
        "SELECT x::int",
        "SELECT ':x'",
        "SELECT j ?? 'k'",
        "-- :x",
        "/* :x",
        "$$ :x",
        ":",
        "::",
        "a:",
        "'"
      })
  void returnsTheSameStringWithoutNamedParameters(String text) {
    var sql = SqlText.parse(text);

    assertThat(sql.jdbc()).isSameAs(text);
    assertThat(sql.text()).isSameAs(text);
    assertThat(sql.parameterNames()).isEmpty();
    assertThat(sql.isNamed()).isFalse();
    assertThat(sql.verbatim()).isSameAs(sql);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT 1                          ¦ 0
          SELECT ?                          ¦ 1
          SELECT ?, '?', "?", $$?$$, ?      ¦ 2
          SELECT j ?? 'k', ?                ¦ 1
          SELECT j ??? -- ?                 ¦ 1
          SELECT ? /* ? */ + ?::int         ¦ 2
          """)
  void countsPositionalParameters(String text, int count) {
    assertThat(SqlText.parse(text).positionalCount()).isEqualTo(count);
  }

  @Test
  void refusesToMixNamedAndPositionalParameters() {
    var sql = SqlText.parse("SELECT :a, :b, ?");

    assertThatThrownBy(sql::jdbc)
        .isInstanceOf(DbClientException.class)
        .hasMessage(
            "The statement has named parameters (:a, :b) and 1 positional (?): use one kind, and"
                + " write the operator ? as ??");
  }

  @Test
  void takesATextVerbatimForPositionalParameters() {
    var sql = SqlText.parse("SELECT a[:n] FROM t WHERE id = ?");

    assertThat(sql.verbatim().jdbc()).isSameAs(sql.text());
    assertThat(sql.verbatim().isNamed()).isFalse();
    assertThat(sql.verbatim().positionalCount()).isEqualTo(1);
    assertThat(sql.verbatim()).isSameAs(sql.verbatim());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT 1                                      ¦ 1 ¦ SELECT
          `  -- c\n /* d */ select 1`                   ¦ 1 ¦ SELECT
          ((SELECT 1) UNION (SELECT 2))                 ¦ 1 ¦ SELECT
          SELECT 1;                                     ¦ 1 ¦ SELECT
          ;;SELECT 1;;UPDATE t SET a = 1;-- c           ¦ 2 ¦ SELECT
          SELECT ';'; SELECT $$;$$                      ¦ 2 ¦ SELECT
          WITH a AS (SELECT 1) SELECT * FROM a          ¦ 1 ¦ WITH
          CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2) ¦ 1 ¦ CREATE
          CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 3 ¦ 2 ¦ CREATE
          CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT 1; END ¦ 1 ¦ CREATE
          BEGIN; SELECT 1                               ¦ 2 ¦ BEGIN
          ``                                            ¦ 0 ¦ ``
          -- nothing                                    ¦ 0 ¦ ``
          ? = call f()                                  ¦ 1 ¦ ``
          {call f()}                                    ¦ 1 ¦ ``
          """)
  void countsStatementsAndFindsTheFirstWord(String text, int count, String keyword) {
    var sql = SqlText.parse(text);

    assertThat(sql.statementCount()).isEqualTo(count);
    assertThat(sql.keyword()).isEqualTo(keyword);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN",
        "begin read write",
        "START TRANSACTION",
        "COMMIT",
        "COMMIT AND CHAIN",
        "END",
        "ROLLBACK",
        "ROLLBACK WORK",
        "ABORT",
        "PREPARE TRANSACTION 'x'",
        "SELECT 1; COMMIT",
        "/* c */ Rollback"
      })
  void noticesTransactionControl(String text) {
    assertThat(SqlText.parse(text).controlsTransaction()).isTrue();
    assertThat(SqlText.parse(text).mayTravelJoined()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SAVEPOINT a",
        "RELEASE a",
        "ROLLBACK TO a",
        "ROLLBACK TO SAVEPOINT a",
        "ROLLBACK WORK TO SAVEPOINT a",
        "ROLLBACK TRANSACTION TO a",
        "SET TRANSACTION READ ONLY",
        "PREPARE p AS SELECT 1",
        "SELECT 'COMMIT'",
        "SELECT commit FROM t",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END"
      })
  void takesNothingElseForTransactionControl(String text) {
    assertThat(SqlText.parse(text).controlsTransaction()).isFalse();
    assertThat(SqlText.parse(text).mayTravelJoined()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VACUUM",
        "VACUUM ANALYZE t",
        "CREATE DATABASE d",
        "DROP DATABASE IF EXISTS d",
        "CREATE TABLESPACE s LOCATION '/x'",
        "CREATE INDEX CONCURRENTLY i ON t (a)",
        "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)",
        "DROP INDEX CONCURRENTLY i",
        "REINDEX INDEX CONCURRENTLY i",
        "REINDEX (VERBOSE) DATABASE d",
        "REINDEX SYSTEM d",
        "REINDEX SCHEMA s",
        "ALTER SYSTEM SET work_mem = '1MB'",
        "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
        "CREATE SUBSCRIPTION s CONNECTION 'x' PUBLICATION p",
        "CLUSTER",
        "CLUSTER VERBOSE",
        "DISCARD ALL",
        "COMMIT PREPARED 'x'",
        "ROLLBACK PREPARED 'x'"
      })
  void keepsBeginAwayFromWhatRefusesATransactionBlock(String text) {
    assertThat(SqlText.parse(text).refusesTransaction()).isTrue();
    assertThat(SqlText.parse(text).controlsTransaction()).isFalse();
    assertThat(SqlText.parse(text).mayTravelJoined()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"CREATE INDEX i ON t (a)", "REINDEX TABLE t", "CLUSTER t", "DISCARD TEMP"})
  void joinsBeginToWhatAcceptsATransactionBlock(String text) {
    assertThat(SqlText.parse(text).mayTravelJoined()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", "-- c"})
  void joinsNothingToATextWithoutAStatement(String text) {
    assertThat(SqlText.parse(text).mayTravelJoined()).isFalse();
  }

  @Test
  void putsAStatementBetweenBeginAndCommitAndKeepsTheResult() {
    var sql = SqlText.parse("SELECT :a -- last");
    Frame begins = Frame.of("BEGIN", "");
    Frame whole = Frame.of("BEGIN READ WRITE", "COMMIT");

    assertThat(sql.in(begins)).isEqualTo("BEGIN;SELECT ? -- last");
    assertThat(sql.in(whole)).isEqualTo("BEGIN READ WRITE;SELECT ? -- last\n;COMMIT");
    assertThat(sql.in(begins)).isSameAs(sql.in(begins));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          SELECT 1; -- one                 ¦ SELECT 1  -- one
          SELECT ';' ; ;                   ¦ SELECT ';'
          SELECT 1; SELECT 2;              ¦ SELECT 1; SELECT 2
          SELECT 1 /* ; */                 ¦ SELECT 1 /* ; */
          """)
  void dropsSemicolonsAtTheEnd(String text, String open) {
    assertThat(SqlText.parse(text).open().strip()).isEqualTo(open);
  }

  @Test
  void fitsIntoAnyNumberOfFramesAndKeepsAFew() {
    var sql = SqlText.parse("SELECT 1");
    Frame first = Frame.of("BEGIN 0", "");
    sql.in(first);

    for (int i = 1; i < 100; i++) {
      assertThat(sql.in(Frame.of("BEGIN " + i, ""))).isEqualTo("BEGIN " + i + ";SELECT 1");
    }
    Frame last = Frame.of("BEGIN 100", "");
    assertThat(sql.in(first)).isSameAs(sql.in(first));
    assertThat(sql.in(last)).isNotSameAs(sql.in(last));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          SELECT a FROM t                                 ¦ true
          WITH x AS (SELECT 1) TABLE x                    ¦ true
          SHOW work_mem                                   ¦ true
          SELECT my_function()                            ¦ false
          SELECT pg_notify('c', '')                       ¦ false
          SELECT "pg_notify"('c', '')                     ¦ false
          SELECT pg_logical_emit_message(false, 'a', 'b') ¦ false
          NOTIFY c                                        ¦ false
          COPY t TO PROGRAM 'mail'                        ¦ false
          SELECT 1; NOTIFY c                              ¦ false
          """)
  void tellsWhatDoesNoMoreWhenItIsDoneTwice(String text, boolean repeatable) {
    assertThat(SqlText.parse(text).isRepeatable()).isEqualTo(repeatable);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      textBlock =
          """
          INSERT INTO t VALUES (1)                        ¦ true
          /* c */ update t SET a = 1                      ¦ true
          DELETE FROM t                                   ¦ true
          MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE ¦ true
          WITH x AS (INSERT INTO t VALUES (1) RETURNING a) TABLE x ¦ true
          SELECT 1; DELETE FROM t                         ¦ true
          WITH x AS (SELECT 1) TABLE x                    ¦ false
          SELECT 'insert'                                 ¦ false
          CREATE TABLE t (a int)                          ¦ false
          """)
  void tellsStatementsThatChangeRows(String text, boolean writes) {
    assertThat(SqlText.parse(text).writes()).isEqualTo(writes);
  }

  @Test
  void generatesTheNamesThatHelidonGenerates() {
    var sql = SqlText.parse("SELECT :größe");

    // printf 'SELECT :größe' | openssl sha256 -binary | base64
    String digest = "DQbJ7RAJDLitM4nefQaLKejrNyiamYPATTAgDjD4Keg=";
    assertThat(sql.generatedName(DbStatementType.QUERY)).isEqualTo("q_" + digest);
    assertThat(sql.generatedName(DbStatementType.GET)).isEqualTo("g_" + digest);
    assertThat(sql.generatedName(DbStatementType.INSERT)).isEqualTo("i_" + digest);
    assertThat(sql.generatedName(DbStatementType.UPDATE)).isEqualTo("u_" + digest);
    assertThat(sql.generatedName(DbStatementType.DELETE)).isEqualTo("d_" + digest);
    assertThat(sql.generatedName(DbStatementType.DML)).isEqualTo("dml_" + digest);
    assertThat(sql.generatedName(DbStatementType.DML))
        .isSameAs(sql.generatedName(DbStatementType.DML));
  }

  @Test
  void givesOutNamesThatCannotBeChanged() {
    List<String> names = SqlText.parse("SELECT :a").parameterNames();

    assertThatThrownBy(() -> names.add("b")).isInstanceOf(UnsupportedOperationException.class);
  }
}
