package dev.heddle.client;

import jakarta.json.JsonValue;
import java.lang.reflect.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the text form of arrays ({@code {1,NULL,"a \"b\""}}), as the section "Array
 * Input and Output Syntax" of PostgreSQL's manual defines it.
 */
final class ArrayLiteral {

  /** Turns the text of one element into its value. */
  @FunctionalInterface
  interface Element {
    Object decode(String text) throws SQLException;
  }

  /** What needs no quotes with any delimiter; the server quotes a few texts less. */
  private static final Pattern PLAIN = Pattern.compile("[\\w.:/+-]+");

  private final String text;
  private final char delimiter;
  private final Element element;
  private int position;

  private ArrayLiteral(String text, char delimiter, Element element) {
    this.text = text;
    this.delimiter = delimiter;
    this.element = element;
    // Bounds other than 1, "[0:1]={7,8}", have no place in Java.
    this.position = text.startsWith("[") ? text.indexOf('=') + 1 : 0;
  }

  /** Whether the text can be an array. */
  static boolean matches(String text) {
    return (text.startsWith("{") || text.startsWith("[")) && text.endsWith("}");
  }

  /** The elements, nested lists for more than one dimension. */
  static List<@Nullable Object> parse(String text, char delimiter, Element element)
      throws SQLException {
    ArrayLiteral literal = new ArrayLiteral(text, delimiter, element);
    try {
      List<@Nullable Object> elements = literal.array();
      if (literal.position == text.length()) {
        return elements;
      }
    } catch (IndexOutOfBoundsException e) {
      throw new SQLException("The server sent an array whose text ends too early.", "22P02", e);
    }
    throw new SQLException("The server sent an array whose text goes on after its end.", "22P02");
  }

  private List<@Nullable Object> array() throws SQLException {
    List<@Nullable Object> elements = new ArrayList<>();
    expect('{');
    while (text.charAt(position) != '}') {
      elements.add(element());
      if (text.charAt(position) != '}') {
        expect(delimiter);
      }
    }
    position++;
    return elements;
  }

  private @Nullable Object element() throws SQLException {
    char first = text.charAt(position);
    if (first == '{') {
      return array();
    }
    if (first == '"') {
      return element.decode(quoted());
    }
    int start = position;
    while (text.charAt(position) != delimiter && text.charAt(position) != '}') {
      position++;
    }
    String plain = text.substring(start, position);
    return plain.equalsIgnoreCase("NULL") ? null : element.decode(plain);
  }

  private String quoted() {
    StringBuilder content = new StringBuilder();
    position++;
    while (text.charAt(position) != '"') {
      if (text.charAt(position) == '\\') {
        position++;
      }
      content.append(text.charAt(position++));
    }
    position++;
    return content.toString();
  }

  private void expect(char wanted) throws SQLException {
    if (text.charAt(position) != wanted) {
      throw new SQLException("The server sent a text that is no array.", "22P02");
    }
    position++;
  }

  /** The literal for a list or a Java array of any depth. */
  static String format(Object elements, char delimiter, Function<Object, String> elementText) {
    if (isEmpty(elements)) {
      return "{}";
    }
    StringBuilder literal = new StringBuilder();
    append(literal, elements, delimiter, elementText);
    return literal.toString();
  }

  /** Whether there is no element at any depth; the server knows only one such array. */
  private static boolean isEmpty(@Nullable Object value) {
    if (value == null || !isNested(value)) {
      return false;
    }
    for (int i = 0; i < length(value); i++) {
      if (!isEmpty(at(value, i))) {
        return false;
      }
    }
    return true;
  }

  private static void append(
      StringBuilder literal,
      Object elements,
      char delimiter,
      Function<Object, String> elementText) {
    literal.append('{');
    int length = length(elements);
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        literal.append(delimiter);
      }
      Object value = at(elements, i);
      if (value == null) {
        literal.append("NULL");
      } else if (isNested(value)) {
        append(literal, value, delimiter, elementText);
      } else {
        String content = elementText.apply(value);
        if (PLAIN.matcher(content).matches() && !content.equalsIgnoreCase("NULL")) {
          literal.append(content);
        } else {
          appendQuoted(literal, content);
        }
      }
    }
    literal.append('}');
  }

  private static void appendQuoted(StringBuilder literal, String content) {
    literal.append('"');
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      if (c == '"' || c == '\\') {
        literal.append('\\');
      }
      literal.append(c);
    }
    literal.append('"');
  }

  /** Whether a value is a dimension; a JSON array and {@code byte[]} are elements. */
  static boolean isNested(Object value) {
    return switch (value) {
      case JsonValue _, byte[] _, char[] _ -> false;
      case List<?> _ -> true;
      default -> value.getClass().isArray();
    };
  }

  static int length(Object elements) {
    return elements instanceof List<?> list ? list.size() : Array.getLength(elements);
  }

  static @Nullable Object at(Object elements, int index) {
    return elements instanceof List<?> list ? list.get(index) : Array.get(elements, index);
  }
}
