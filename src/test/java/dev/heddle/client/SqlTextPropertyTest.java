package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;

class SqlTextPropertyTest {

  private static final String NASTY =
      "'\"$:?-/*\\eEuUbxN&[](){};.,=<>|#@ \t\n\r\u0000aZ_019éß→\uD83D\uDE00";

  /** A piece of a statement, what it becomes, and the parameter that it is, if any. */
  record Piece(String text, String jdbc, List<String> names) {

    static Piece plain(String text) {
      return new Piece(text, text, List.of());
    }

    static Piece parameter(String name) {
      return new Piece(":" + name, "?", List.of(name));
    }
  }

  @Property
  void findsTheParametersAmongAnyOtherTokens(@ForAll("statements") List<Piece> pieces)
      throws SQLException {
    // The driver does not see an E'…' that is the very beginning, and a string behind an E'…' and a
    // line break would be its second part.
    String text = "SELECT " + String.join(" , ", pieces.stream().map(Piece::text).toList());
    String jdbc = "SELECT " + String.join(" , ", pieces.stream().map(Piece::jdbc).toList());
    List<String> names = pieces.stream().flatMap(piece -> piece.names().stream()).toList();

    var sql = SqlText.parse(text);

    assertThat(sql.parameterNames()).isEqualTo(names);
    assertThat(sql.jdbc()).isEqualTo(jdbc);
    assertThat(placeholdersOfTheDriver(sql.jdbc())).isEqualTo(names.size());
  }

  @Property
  void neverThrowsWhateverTheText(@ForAll("anything") String text) {
    var sql = SqlText.parse(text);

    assertThatCode(
            () -> {
              sql.statementCount();
              sql.keyword();
              sql.footprint();
              sql.mayTravelJoined();
              sql.verbatim().jdbc();
            })
        .doesNotThrowAnyException();
    if (sql.positionalCount() == 0) {
      // What was converted has the same shape, and placeholders where the names were.
      var again = SqlText.parse(sql.jdbc());
      assertThat(again.parameterNames()).isEmpty();
      assertThat(again.positionalCount()).isEqualTo(sql.parameterNames().size());
      assertThat(again.statementCount()).isEqualTo(sql.statementCount());
    }
    if (!sql.isNamed()) {
      assertThat(sql.jdbc()).isSameAs(text);
    }
  }

  @Example
  void readsTheLongestTextsInLinearTime() {
    var pieces =
        List.of(
            "(",
            ")",
            "f(",
            "lower(",
            "a(, ",
            "[",
            ":",
            ":a",
            ":a ",
            "'",
            "''",
            "\"",
            "$",
            "$a",
            "$a$",
            "/*",
            "*/",
            "--",
            "E'\\'",
            "E'a'\n",
            "e'",
            "U&'",
            "?",
            "x as (",
            "on conflict(",
            "on conflict() where ",
            "then insert(",
            "set_config(",
            "with a(b) as (select ",
            ";",
            "begin atomic ",
            "case ",
            "explain ",
            "1",
            "a",
            ".",
            "a.",
            " \n",
            "into temp",
            "-- \n");

    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () ->
            pieces.forEach(
                piece -> SqlText.parse(piece.repeat(200_000 / piece.length())).footprint()));
  }

  private static int placeholdersOfTheDriver(String jdbc) throws SQLException {
    List<NativeQuery> queries = Parser.parseJdbcSql(jdbc, true, true, true, false, true);
    return queries.stream().mapToInt(query -> query.bindPositions.length).sum();
  }

  @Provide
  Arbitrary<List<Piece>> statements() {
    return pieces().list().ofMinSize(1).ofMaxSize(25);
  }

  @Provide
  Arbitrary<String> anything() {
    Arbitrary<String> nasty =
        Arbitraries.of(NASTY.chars().mapToObj(c -> (char) c).toList())
            .list()
            .ofMaxSize(60)
            .map(SqlTextPropertyTest::joined);
    Arbitrary<String> words =
        Arbitraries.of(
                "SELECT",
                "SET",
                "LOCAL",
                "(",
                ")",
                "f(",
                "AS",
                "WITH",
                ",",
                ";",
                "EXPLAIN",
                "BEGIN",
                "ATOMIC",
                "CREATE",
                "INDEX",
                "ON",
                "CONFLICT",
                "DO",
                "OVER",
                "set_config",
                "'x'",
                ":a",
                "::",
                "[",
                "]",
                "INTO",
                "TEMP",
                "$$",
                "END",
                "CASE",
                ".",
                "pg_catalog")
            .list()
            .ofMaxSize(30)
            .map(parts -> String.join(" ", parts));
    return Arbitraries.oneOf(Arbitraries.strings(), nasty, words);
  }

  private static String joined(List<Character> characters) {
    var text = new StringBuilder();
    characters.forEach(text::append);
    return text.toString();
  }

  private static Arbitrary<Piece> pieces() {
    Arbitrary<String> content =
        Arbitraries.of(
                ":x", "?", "'", "''", "\"", "$", "$$", "--", "/*", "*/", "\\", "\\'", ";", "a", "É",
                "\n", " ", "::", "{", "}")
            .list()
            .ofMaxSize(6)
            .map(parts -> String.join("", parts));
    Arbitrary<Piece> strings =
        Combinators.combine(Arbitraries.of("", "N", "U&"), content)
            .as((prefix, in) -> Piece.plain(prefix + "'" + in.replace("'", "''") + "'"));
    // The driver takes the second part of E'a''b' for a string without escapes: no '' in here.
    Arbitrary<Piece> escaped =
        Combinators.combine(Arbitraries.of("E", "e"), content)
            .as(
                (prefix, in) ->
                    Piece.plain(prefix + "'" + in.replace("\\", "\\\\").replace("'", "\\'") + "'"));
    Arbitrary<Piece> quoted =
        content.map(in -> Piece.plain("\"x" + in.replace("\"", "\"\"") + "\""));
    Arbitrary<Piece> dollars =
        Combinators.combine(Arbitraries.of("$$", "$tag$", "$_1$", "$É$"), content)
            .as((tag, in) -> Piece.plain(tag + in.replace("$", "") + tag));
    Arbitrary<Piece> lines = content.map(in -> Piece.plain("-- " + in.replace("\n", "") + "\n"));
    Arbitrary<Piece> blocks =
        content.map(
            in -> Piece.plain("/* " + in.replace("*/", "").replace("/*", "/* /* */ */") + " */"));
    Arbitrary<Piece> parameters =
        Arbitraries.of("a", "b2", "_c", "d_e", "größe", "f$g").map(Piece::parameter);
    Arbitrary<Piece> others =
        Arbitraries.of(
                "SELECT",
                "a$b$",
                "a.b",
                "::text",
                ":: int",
                "= ANY",
                "(",
                ")",
                ",",
                "||",
                "->>",
                "??",
                "??|",
                "??&",
                "@??",
                "[1:2]",
                "a[1:n]",
                "a[lo:hi]",
                "a[:]",
                "$1",
                "1.5e10",
                "42",
                ":=",
                ":",
                "=>",
                "date'2020-01-01'",
                "B'01'",
                "x'1F'",
                "-",
                "*",
                "/",
                "<",
                "@>",
                "#>>")
            .map(Piece::plain);
    Arbitrary<Piece> attached =
        Arbitraries.of(
            new Piece(":a::uuid", "?::uuid", List.of("a")),
            new Piece("(:a)", "(?)", List.of("a")),
            new Piece("t[:i]", "t[?]", List.of("i")),
            new Piece("t[:lo : :hi]", "t[? : ?]", List.of("lo", "hi")),
            new Piece("x=:a", "x=?", List.of("a")),
            new Piece(":a||:b", "?||?", List.of("a", "b")),
            new Piece("j??:k", "j???", List.of("k")),
            new Piece(":j??'k'", "? ??'k'", List.of("j")));
    return Arbitraries.oneOf(
        strings, escaped, quoted, dollars, lines, blocks, parameters, others, attached);
  }
}
