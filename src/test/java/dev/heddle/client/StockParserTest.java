package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where Helidon's parser is right, Heddle's agrees with it; where it is wrong, Heddle's is not. */
class StockParserTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '`',
      textBlock =
          """
          SELECT :id::uuid                        ¦ id,uuid  ¦ id
          SELECT a::text, :id                     ¦ text,id  ¦ id
          SELECT "a:b", :id                       ¦ b,id     ¦ id
          SELECT "it's", :id                      ¦ ``       ¦ id
          SELECT $$:x $$, :id                     ¦ x,id     ¦ id
          SELECT $t$it's$t$, :id                  ¦ ``       ¦ id
          SELECT E'\\':x', :id                    ¦ x        ¦ id
          SELECT E'it\\'s', :id                   ¦ ``       ¦ id
          SELECT 1 /* /* */ :x */ + :id           ¦ x,id     ¦ id
          SELECT a[1:n], :id                      ¦ n,id     ¦ id
          """)
  void findsTheParametersThatTheStockParserMisreads(String text, String stock, String names) {
    assertThat(String.join(",", StockParser.parse(text).parameterNames())).isEqualTo(stock);
    assertThat(String.join(",", SqlText.parse(text).parameterNames())).isEqualTo(names);
  }

  @Property
  void agreesWithTheStockParserOnWhatItUnderstands(@ForAll("plainStatements") String text) {
    var stock = StockParser.parse(text);
    var sql = SqlText.parse(text);

    assertThat(sql.parameterNames()).isEqualTo(stock.parameterNames());
    assertThat(sql.jdbc()).isEqualTo(stock.jdbc());
  }

  @Provide
  Arbitrary<String> plainStatements() {
    return Arbitraries.of(
            "SELECT ",
            " FROM t ",
            " WHERE ",
            "a",
            "t.b",
            " = ",
            "=",
            " AND ",
            ", ",
            ",",
            "(",
            ")",
            "((",
            "))",
            " IN (",
            "'text'",
            "''",
            "'it''s'",
            "':no'",
            "'-- no'",
            "'/* no'",
            "-- :no\n",
            "-- it's\r\n",
            "/* :no */",
            "/* it's */",
            "/**/",
            " - ",
            " -",
            " / ",
            " * ",
            " + ",
            "||",
            " ",
            "\n",
            "\t",
            "\r\n",
            "[:i]",
            "ARRAY[:a, :b]",
            " 42 ",
            " 1.5 ",
            " ; ",
            " :a ",
            " :b,",
            "(:c)",
            "=:d ",
            " :long_name ",
            " :camelCase\n",
            " :x1)",
            " :_u ",
            " :q$r ",
            " :größe ",
            ">:e ",
            " -:f ",
            " LIKE :g ",
            "||:h ",
            " :=",
            " : ",
            " :1 ")
        .list()
        .ofMaxSize(30)
        .map(pieces -> String.join("", pieces));
  }
}
