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

  private static final SqlToken NOTHING = new SqlToken(Kind.END, "");

  /** The token that stands for what lies outside of a statement. */
  static SqlToken nothing() {
    return NOTHING;
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
