package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.Fuzz;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statements that are almost right; the generated ones are in {@link SqlTextPropertyTest}. */
class SqlTextFuzzTest {

  private static final List<String> PIECES =
      List.of(
          "'",
          "''",
          "\"",
          "$$",
          "$x$",
          "E'",
          "U&'",
          "\\",
          "--",
          "\n",
          "\r",
          "/*",
          "*/",
          ":",
          "::",
          ":x",
          "?",
          "??",
          "$1",
          ";",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "\0",
          "BEGIN ATOMIC",
          "END",
          "COMMIT",
          "SET",
          "é",
          "😀",
          " ",
          "\t",
          ",",
          "0",
          "a",
          "_",
          "=",
          "@",
          "|",
          "&",
          "#");

  @Test
  void readsWhateverIsAlmostAStatementAndKeepsItsShape() throws IOException {
    Fuzz.of("sql-texts", PIECES).run(1000, SqlTextFuzzTest::isConsistent);
  }

  private static void isConsistent(String text) {
    SqlText sql = SqlText.parse(text);
    assertThat(sql.statementCount()).isNotNegative();
    assertThat(sql.keyword()).isNotNull();
    assertThat(sql.footprint()).isNotNull();
    assertThat(sql.verbatim().jdbc()).isNotNull();
    if (!sql.isNamed()) {
      assertThat(sql.jdbc()).isEqualTo(text);
    }
    if (sql.positionalCount() == 0) {
      SqlText again = SqlText.parse(sql.jdbc());
      assertThat(again.parameterNames()).isEmpty();
      assertThat(again.positionalCount()).isEqualTo(sql.parameterNames().size());
      assertThat(again.statementCount()).isEqualTo(sql.statementCount());
    }
  }
}
