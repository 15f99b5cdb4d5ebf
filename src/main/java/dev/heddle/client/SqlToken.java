package dev.heddle.client;

/**
 * One token of a statement, reduced to what telling statements and calls apart needs.
 *
 * @param kind what it is
 * @param text a word folded to lower case as the server does (ASCII only), the content of a quoted
 *     identifier, the character of a symbol; empty for the others
 */
record SqlToken(Kind kind, String text) {

  /** What a token is. */
  enum Kind {
    /** A keyword or an identifier without quotes. */
    WORD,
    /** An identifier in double quotes. */
    QUOTED,
    /** A string in any notation. */
    LITERAL,
    /** A number, or a parameter in the server's own notation, {@code $1}. */
    NUMBER,
    /** A named parameter, {@code :name}. */
    NAMED,
    /** A JDBC parameter, {@code ?}. */
    POSITIONAL,
    /** The cast operator {@code ::}. */
    CAST,
    /** Any other single character. */
    SYMBOL,
    /** The end of the text. */
    END
  }

  /** What lies outside of a statement. */
  static final SqlToken NOTHING = of(Kind.END);

  /** A token of which only the kind matters. */
  static SqlToken of(Kind kind) {
    return new SqlToken(kind, "");
  }

  /** A word as written; letters beyond ASCII stay as they are, or a Kelvin sign became a k. */
  static SqlToken word(String written) {
    var folded = new StringBuilder(written);
    for (int at = 0; at < folded.length(); at++) {
      char c = folded.charAt(at);
      if (c >= 'A' && c <= 'Z') {
        folded.setCharAt(at, (char) (c + ('a' - 'A')));
      }
    }
    return new SqlToken(Kind.WORD, folded.toString());
  }

  /**
   * A quoted identifier as written; one in the U&amp; notation keeps its marks and escapes, and one
   * without an end lacks a quote.
   */
  static SqlToken quoted(String written) {
    if (written.charAt(0) != '"') {
      return new SqlToken(Kind.QUOTED, written);
    }
    boolean closed = written.length() > 1 && written.endsWith("\"");
    String content = written.substring(1, written.length() - (closed ? 1 : 0));
    return new SqlToken(Kind.QUOTED, content.replace("\"\"", "\""));
  }

  static SqlToken symbol(char symbol) {
    return new SqlToken(Kind.SYMBOL, String.valueOf(symbol));
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.equals(word);
  }

  boolean isSymbol(char symbol) {
    return kind == Kind.SYMBOL && text.charAt(0) == symbol;
  }

  /** Whether this is a word or a quoted identifier. */
  boolean isName() {
    return kind == Kind.WORD || kind == Kind.QUOTED;
  }
}
