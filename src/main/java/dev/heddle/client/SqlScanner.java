package dev.heddle.client;

import dev.heddle.client.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a statement's text into tokens as PostgreSQL does with {@code standard_conforming_strings}
 * on; never throws, and a literal or comment without an end reaches to the end of the text, so that
 * the server is the one who complains.
 *
 * <p>A named parameter is a colon that touches the start of a name, where a name is a Java
 * identifier, as in Helidon's own parser. A colon is none when it is half of a {@code ::}, or when
 * it touches the end of a value that it separates from the name: behind a literal, a quoted
 * identifier or a parameter anywhere, as in {@code JSON_OBJECT('k':v)}, and behind any value in
 * square brackets, where it stands between the bounds of a slice, {@code a[1:n]} or {@code
 * a[lo:hi]}. So {@code a[:i]} has a parameter, and a slice with two is {@code a[:lo : :hi]}.
 *
 * <p>Source of the lexical rules: chapter 4.1 of PostgreSQL's documentation and its {@code scan.l}.
 */
final class SqlScanner {

  private final String text;
  private Kind kind = Kind.END;
  private int start;
  private int end;
  private int brackets;

  SqlScanner(String text) {
    this.text = text;
  }

  /** All tokens of a text; comments and white space are none. */
  static List<SqlToken> tokens(String text) {
    var scanner = new SqlScanner(text);
    var tokens = new ArrayList<SqlToken>();
    while (scanner.next() != Kind.END) {
      tokens.add(scanner.token());
    }
    return tokens;
  }

  /** Moves to the next token and tells what it is. */
  Kind next() {
    int at = skipBlank(end);
    boolean touches = at == end && at > 0;
    Kind before = kind;
    int beforeStart = start;
    start = at;
    if (at == text.length()) {
      end = at;
      kind = Kind.END;
      return kind;
    }
    char first = text.charAt(at);
    kind = Kind.SYMBOL;
    end = at + 1;
    switch (first) {
      case '\'' -> literal(at, false);
      case '"' -> quoted(at);
      case '$' -> dollar(at);
      case ':' -> colon(at, touches && separates(before, beforeStart));
      case '?' -> questionMark(at);
      case '[' -> brackets++;
      case ']' -> brackets = Math.max(0, brackets - 1);
      case '.' -> {
        if (isDigitAt(at + 1)) {
          number(at);
        }
      }
      default -> {
        if (isDigitAt(at)) {
          number(at);
        } else if (isNameStart(first)) {
          word(at);
        }
      }
    }
    return kind;
  }

  /** Where the current token starts. */
  int start() {
    return start;
  }

  /** Where the current token ends, exclusive. */
  int end() {
    return end;
  }

  /** The name of the current token, a named parameter. */
  String parameterName() {
    return text.substring(start + 1, end);
  }

  SqlToken token() {
    return switch (kind) {
      case WORD -> SqlToken.word(text.substring(start, end));
      case QUOTED -> SqlToken.quoted(text.substring(start, end));
      case SYMBOL -> SqlToken.symbol(text.charAt(start));
      default -> SqlToken.of(kind);
    };
  }

  private int skipBlank(int from) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isBlank(c)) {
        at++;
      } else if (c == '-' && charAt(at + 1) == '-') {
        at = lineCommentEnd(at);
      } else if (c == '/' && charAt(at + 1) == '*') {
        at = blockCommentEnd(at);
      } else {
        break;
      }
    }
    return at;
  }

  private int lineCommentEnd(int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
      at++;
    }
    return at;
  }

  private int blockCommentEnd(int from) {
    int depth = 1;
    int at = from + 2;
    while (at < text.length() && depth > 0) {
      if (text.startsWith("/*", at)) {
        depth++;
        at += 2;
      } else if (text.startsWith("*/", at)) {
        depth--;
        at += 2;
      } else {
        at++;
      }
    }
    return at;
  }

  /** A string whose opening quote is at the given place. */
  private void literal(int quote, boolean backslashes) {
    kind = Kind.LITERAL;
    end = quotedEnd(quote, '\'', backslashes);
    if (backslashes) {
      // A string goes on after a line break, and in the notation in which it began.
      int next = continuation(end);
      while (next > 0) {
        end = quotedEnd(next, '\'', true);
        next = continuation(end);
      }
    }
  }

  private void quoted(int quote) {
    kind = Kind.QUOTED;
    end = quotedEnd(quote, '"', false);
  }

  /** The place behind the closing quote; a doubled quote is part of the content. */
  private int quotedEnd(int open, char quote, boolean backslashes) {
    int at = open + 1;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\' && backslashes) {
        at += 2;
      } else if (c != quote) {
        at++;
      } else if (charAt(at + 1) == quote) {
        at += 2;
      } else {
        return at + 1;
      }
    }
    return text.length();
  }

  /** The opening quote of a string's next part, or zero: it needs a line break in between. */
  private int continuation(int from) {
    boolean lineBreak = false;
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isBlank(c)) {
        lineBreak |= c == '\n' || c == '\r';
        at++;
      } else if (c == '-' && charAt(at + 1) == '-') {
        at = lineCommentEnd(at);
      } else {
        return c == '\'' && lineBreak ? at : 0;
      }
    }
    return 0;
  }

  /** {@code $1}, {@code $$…$$}, {@code $tag$…$tag$}, or a lone dollar sign. */
  private void dollar(int at) {
    int tagEnd = at + 1;
    if (isDigitAt(tagEnd)) {
      while (isDigitAt(tagEnd)) {
        tagEnd++;
      }
      kind = Kind.NUMBER;
      end = tagEnd;
      return;
    }
    while (tagEnd < text.length() && isTagPart(text.charAt(tagEnd))) {
      tagEnd++;
    }
    if (charAt(tagEnd) == '$') {
      String tag = text.substring(at, tagEnd + 1);
      int close = text.indexOf(tag, tagEnd + 1);
      kind = Kind.LITERAL;
      end = close < 0 ? text.length() : close + tag.length();
    }
  }

  private void colon(int at, boolean separator) {
    if (charAt(at + 1) == ':') {
      kind = Kind.CAST;
      end = at + 2;
    } else if (!separator && Character.isJavaIdentifierStart(charAt(at + 1))) {
      int nameEnd = at + 2;
      while (nameEnd < text.length() && Character.isJavaIdentifierPart(text.charAt(nameEnd))) {
        nameEnd++;
      }
      kind = Kind.NAMED;
      end = nameEnd;
    }
  }

  /** Whether a colon that touches the token before it cannot begin a parameter. */
  private boolean separates(Kind before, int beforeStart) {
    return switch (before) {
      case LITERAL, NUMBER, QUOTED, NAMED, POSITIONAL -> true;
      case WORD -> brackets > 0;
      case SYMBOL -> brackets > 0 && ")]".indexOf(text.charAt(beforeStart)) >= 0;
      case CAST, END -> false;
    };
  }

  /** A doubled question mark is the driver's notation of the operator. */
  private void questionMark(int at) {
    if (charAt(at + 1) == '?') {
      end = at + 2;
    } else {
      kind = Kind.POSITIONAL;
    }
  }

  private void number(int at) {
    kind = Kind.NUMBER;
    int numberEnd = at + 1;
    while (numberEnd < text.length() && isNumberPart(text.charAt(numberEnd))) {
      numberEnd++;
    }
    end = numberEnd;
  }

  private void word(int at) {
    kind = Kind.WORD;
    int wordEnd = at + 1;
    while (wordEnd < text.length() && isNamePart(text.charAt(wordEnd))) {
      wordEnd++;
    }
    end = wordEnd;
    if (wordEnd - at != 1) {
      return;
    }
    char next = charAt(wordEnd);
    switch (text.charAt(at)) {
      case 'e', 'E' -> {
        if (next == '\'') {
          literal(wordEnd, true);
        }
      }
      case 'b', 'B', 'x', 'X', 'n', 'N' -> {
        if (next == '\'') {
          literal(wordEnd, false);
        }
      }
      case 'u', 'U' -> {
        if (next == '&' && charAt(wordEnd + 1) == '\'') {
          literal(wordEnd + 1, false);
        } else if (next == '&' && charAt(wordEnd + 1) == '"') {
          quoted(wordEnd + 1);
        }
      }
      default -> {}
    }
  }

  /** The character, or zero behind the end. */
  private char charAt(int at) {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean isDigitAt(int at) {
    return isDigit(charAt(at));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isNameStart(char c) {
    return isLetter(c) || c == '_' || c >= 0x80;
  }

  private static boolean isNamePart(char c) {
    return isTagPart(c) || c == '$';
  }

  private static boolean isTagPart(char c) {
    return isNameStart(c) || isDigit(c);
  }

  private static boolean isNumberPart(char c) {
    return isDigit(c) || isLetter(c) || c == '_' || c == '.';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
