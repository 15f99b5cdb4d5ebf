package dev.heddle.client;

import dev.heddle.client.SqlToken.Kind;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;

/**
 * Guarantees that a statement which calls a function by name is called clean only when that
 * function is one of {@link CleanFunctions}; when in doubt, a name before a parenthesis is a call.
 * What no text tells is listed at {@link Footprint}.
 */
final class FunctionCalls {

  /** Words behind which a name with a parenthesis is a table, an alias, a type or a CTE. */
  private static final Set<String> BEFORE_NAMES =
      SqlKeywords.words(
          """
          as into references with recursive ordinality table view exists copy analyze vacuum
          """);

  private final List<SqlToken> tokens;
  private final boolean createsIndex;

  private FunctionCalls(List<SqlToken> tokens, boolean createsIndex) {
    this.tokens = tokens;
    this.createsIndex = createsIndex;
  }

  /** Whether all calls of one statement are known to leave nothing behind. */
  static boolean areClean(List<SqlToken> statement, boolean createsIndex) {
    return new FunctionCalls(statement, createsIndex).areClean();
  }

  private boolean areClean() {
    // For each open parenthesis: whether a name right behind its end is an alias or a suffix such
    // as OVER, since the whole is an operand already.
    var open = new ArrayDeque<Boolean>();
    boolean behindOperand = false;
    for (int at = 0; at < tokens.size(); at++) {
      if (token(at).isSymbol(')')) {
        behindOperand = !open.isEmpty() && open.pop();
      } else if (token(at).isSymbol('(')) {
        boolean named = token(at - 1).isName();
        if (named && !isCleanCall(at) && isCall(at, behindOperand)) {
          return false;
        }
        open.push(isOperand(at));
      }
    }
    return true;
  }

  /** Whether the parenthesis behind a name is one of a call. */
  private boolean isCall(int paren, boolean behindOperand) {
    if (!token(paren - 2).isSymbol('.')) {
      if (token(paren - 1).isWord("operator")) {
        // An operand may follow OPERATOR(…), and no everyday statement has it.
        return true;
      }
      if (isKeyword(paren) || startsQuery(paren + 1)) {
        return false;
      }
    }
    SqlToken before = token(chainStart(paren - 1) - 1);
    return switch (before.kind()) {
      case CAST, LITERAL, NUMBER, NAMED, QUOTED -> false;
      case WORD -> !introducesName(before);
      case SYMBOL ->
          switch (before.text()) {
            case ")" -> !behindOperand;
            case "]" -> false;
            case "," -> !isCommonTableExpression(paren);
            default -> true;
          };
      case POSITIONAL, END -> true;
    };
  }

  private boolean isCleanCall(int paren) {
    String name = token(paren - 1).text();
    if (token(paren - 2).isSymbol('.')
        && !(token(paren - 3).isName()
            && token(paren - 3).text().equals("pg_catalog")
            && !token(paren - 4).isSymbol('.'))) {
      return false;
    }
    return CleanFunctions.contains(name) || (name.equals("set_config") && setsLocally(paren));
  }

  /**
   * Whether {@code set_config} lasts for the transaction only: three arguments, the last one true.
   */
  private boolean setsLocally(int paren) {
    int depth = 0;
    int commas = 0;
    int close = closing(paren);
    for (int at = paren + 1; at < close; at++) {
      if (token(at).isSymbol('(') || token(at).isSymbol('[')) {
        depth++;
      } else if (token(at).isSymbol(')') || token(at).isSymbol(']')) {
        depth--;
      } else if (depth == 0 && token(at).isSymbol(',')) {
        commas++;
      }
    }
    return commas == 2 && token(close - 1).isWord("true") && token(close - 2).isSymbol(',');
  }

  private boolean introducesName(SqlToken before) {
    return BEFORE_NAMES.contains(before.text())
        || (createsIndex && (before.isWord("on") || before.isWord("using")));
  }

  /** Whether the word before a parenthesis is part of the grammar where it stands. */
  private boolean isKeyword(int paren) {
    SqlToken word = token(paren - 1);
    SqlToken before = token(paren - 2);
    if (word.kind() != Kind.WORD) {
      return false;
    }
    return SqlKeywords.isReserved(word)
        || SqlKeywords.isConstruct(word)
        || switch (word.text()) {
          case "by" -> isAnyOf(before, "order", "group", "partition");
          case "key" -> isAnyOf(before, "primary", "foreign");
          case "sets" -> before.isWord("grouping");
          case "rollup", "cube" -> before.isWord("by") && token(paren - 3).isWord("group");
          case "varying" -> isAnyOf(before, "character", "char", "nchar", "bit");
          case "set" -> before.isWord("update") || isFirstSet(paren);
          case "conflict" -> before.isWord("on") && isConflictTarget(paren);
          case "insert" -> before.isWord("then") && isMergeInsert(paren);
          default -> false;
        };
  }

  /** UPDATE table SET (…) as the beginning of the statement; elsewhere, UPDATE may be a column. */
  private boolean isFirstSet(int paren) {
    return token(0).isWord("update") && chainStart(paren - 2) == 1;
  }

  /** ON CONFLICT (…) [WHERE …] DO; without the DO, it is a join's condition. */
  private boolean isConflictTarget(int paren) {
    int at = closing(paren) + 1;
    if (token(at).isWord("where")) {
      while (at < tokens.size() && !isAnyOf(token(at), "do", "on") && !token(at).isSymbol(')')) {
        at = token(at).isSymbol('(') ? closing(at) + 1 : at + 1;
      }
    }
    return token(at).isWord("do");
  }

  /** THEN INSERT (…) VALUES or OVERRIDING; in a CASE it is a call. */
  private boolean isMergeInsert(int paren) {
    return isAnyOf(token(closing(paren) + 1), "values", "overriding");
  }

  /** name (columns) AS [[NOT] MATERIALIZED] (SELECT …: no call has a query behind its AS. */
  private boolean isCommonTableExpression(int paren) {
    int at = closing(paren) + 1;
    if (!token(at).isWord("as")) {
      return false;
    }
    at++;
    at += token(at).isWord("not") ? 1 : 0;
    at += token(at).isWord("materialized") ? 1 : 0;
    return token(at).isSymbol('(') && (startsQuery(at + 1) || token(at + 1).isSymbol('('));
  }

  /** Whether what the parenthesis closes is complete: a call, a type, an alias, a subquery. */
  private boolean isOperand(int paren) {
    SqlToken before = token(paren - 1);
    if (before.isWord("on") || before.isWord("values")) {
      return false;
    }
    if (startsQuery(paren + 1)) {
      return true;
    }
    if (SqlKeywords.isReserved(before) && !token(paren - 2).isSymbol('.')) {
      return before.isWord("group") && token(paren - 2).isWord("within");
    }
    return before.isName();
  }

  private boolean startsQuery(int at) {
    return isAnyOf(token(at), "select", "with", "table")
        || (token(at).isWord("values") && token(at + 1).isSymbol('('));
  }

  /** Where the qualified name that ends at the given place starts. */
  private int chainStart(int name) {
    int at = name;
    while (token(at - 1).isSymbol('.') && token(at - 2).isName()) {
      at -= 2;
    }
    return at;
  }

  /** The parenthesis that closes the given one, or the end of the statement. */
  private int closing(int paren) {
    int depth = 0;
    for (int at = paren; at < tokens.size(); at++) {
      if (token(at).isSymbol('(')) {
        depth++;
      } else if (token(at).isSymbol(')') && --depth == 0) {
        return at;
      }
    }
    return tokens.size();
  }

  private static boolean isAnyOf(SqlToken token, String... words) {
    return token.kind() == Kind.WORD && List.of(words).contains(token.text());
  }

  private SqlToken token(int at) {
    return at >= 0 && at < tokens.size() ? tokens.get(at) : SqlToken.NOTHING;
  }
}
