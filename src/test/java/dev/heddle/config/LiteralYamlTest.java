package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a careless value is taken for, and the word of advice that does not show it. */
class LiteralYamlTest {

  @ParameterizedTest
  @ValueSource(strings = {"*hunter2", "!hunter2", "!!hunter2 x"})
  void saysToQuoteWhatIsTakenForAnAliasOrATag(String password) {
    assertThatThrownBy(() -> LiteralYaml.parse("database:\n  password: " + password))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "is not valid YAML at line 2, column 13: an alias (*…), a tag (!…), a merge (<<) or a"
                + " second document (---) means nothing here; quote a value that is text")
        .hasNoCause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{password:hunter2} | has a key with a colon and no value; write a space behind the colon",
        "{? [hunter2] : x}  | has a key that is a list or holds keys itself; write a name",
        "{? {hunter2} : x}  | has a key that is a list or holds keys itself; write a name",
      })
  void refusesKeysThatAreNoNames(String section, String what) {
    assertThatThrownBy(() -> LiteralYaml.parse("database: " + section))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(what)
        .hasNoCause();
  }
}
