package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayLiteralTest {

  private static List<@Nullable Object> parse(String text) throws SQLException {
    return ArrayLiteral.parse(text, ',', element -> element);
  }

  @Property
  void parsesWhatItFormats(@ForAll("rows") List<List<@Nullable String>> rows) throws SQLException {
    String literal = ArrayLiteral.format(rows, ',', Object::toString);
    assertThat(parse(literal)).isEqualTo(rows);
  }

  @Provide
  Arbitrary<List<List<@Nullable String>>> rows() {
    Arbitrary<String> text = Arbitraries.strings().withChars("a{}\"\\, N").ofMaxLength(6);
    Arbitrary<@Nullable String> element =
        Arbitraries.oneOf(text, Arbitraries.of("NULL", "null", "")).injectNull(0.1);
    return element.list().ofMinSize(1).ofMaxSize(4).list().ofMinSize(1).ofMaxSize(3);
  }

  @Test
  void readsWhatTheServerWrites() throws SQLException {
    assertThat(parse("{}")).isEmpty();
    assertThat(parse("{NULL,\"NULL\",a b,\"x\\\\\\\"y\"}"))
        .isEqualTo(Arrays.asList(null, "NULL", "a b", "x\\\"y"));
    assertThat(parse("[0:1]={7,8}")).containsExactly("7", "8");
    assertThat(parse("[0:0][2:3]={{7,8}}")).containsExactly(List.of("7", "8"));
    assertThat(ArrayLiteral.parse("{(1,1),(0,0);(2,2),(1,1)}", ';', element -> element))
        .containsExactly("(1,1),(0,0)", "(2,2),(1,1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{a", "{\"a}", "{a}b", "a", "{{a}"})
  void refusesWhatIsNoArray(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(SQLException.class)
        .hasMessageStartingWith("The server sent a");
  }

  @Test
  void quotesOnlyWhereTheServerNeedsIt() {
    List<@Nullable Object> elements =
        Arrays.asList("a", null, "null", "", "b c", "2024-01-01", "é");
    assertThat(ArrayLiteral.format(elements, ',', Object::toString))
        .isEqualTo("{a,NULL,\"null\",\"\",\"b c\",2024-01-01,\"é\"}");
  }

  @Test
  void writesNestedEmptyListsAsTheEmptyArray() {
    // PostgreSQL 15 refuses {{},{}}.
    assertThat(ArrayLiteral.format(List.of(List.of(), List.of()), ',', Object::toString))
        .isEqualTo("{}");
  }
}
