package dev.heddle.client;

import dev.heddle.client.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One statement of a text: what it is and what it may do to its session and transaction. */
final class SqlStatement {

  /** Commands that do nothing to the session, apart from the functions that they call. */
  private static final Set<String> CLEAN =
      SqlKeywords.words(
          """
          select insert update delete merge values with table show begin start commit end rollback
          abort savepoint release lock truncate copy analyze analyse vacuum notify fetch move
          close comment grant revoke
          """);

  private static final Set<String> READS =
      Set.of("select", "values", "with", "table", "show", "explain");

  /** Clean functions that a read-only transaction may call, and that do more when called twice. */
  private static final Set<String> HEARD =
      Set.of("pg_notify", "pg_logical_emit_message", "lo_export");

  /** Objects whose definition runs no code of the user's, apart from functions in plain sight. */
  private static final Set<String> CLEAN_OBJECTS =
      SqlKeywords.words(
          """
          table index view sequence schema type domain statistics policy role publication
          """);

  /** Those of them that search_path places when their name has no schema: in pg_temp, perhaps. */
  private static final Set<String> PLACED_OBJECTS =
      Set.of("table", "view", "sequence", "type", "domain", "statistics");

  /** What may stand between CREATE and the kind of object; TEMPORARY is not among it. */
  private static final Set<String> MODIFIERS =
      Set.of("or", "replace", "unique", "unlogged", "materialized", "recursive", "foreign");

  private final List<SqlToken> tokens;
  private final int head;

  private SqlStatement(List<SqlToken> tokens) {
    this.tokens = tokens;
    int at = 0;
    while (at < tokens.size() && tokens.get(at).isSymbol('(')) {
      at++;
    }
    this.head = at;
  }

  /** The statements of a text that are not empty, in order. */
  static List<SqlStatement> split(List<SqlToken> tokens) {
    var statements = new ArrayList<SqlStatement>();
    int start = 0;
    int depth = 0;
    int bodies = 0;
    for (int at = 0; at <= tokens.size(); at++) {
      SqlToken token = at < tokens.size() ? tokens.get(at) : SqlToken.NOTHING;
      if (token.isSymbol('(')) {
        depth++;
      } else if (token.isSymbol(')')) {
        depth--;
      } else if (token.isWord("atomic") && tokens.get(Math.max(start, at - 1)).isWord("begin")) {
        // The body of a function in standard SQL holds statements of its own.
        bodies += new SqlStatement(tokens.subList(start, at)).createsRoutine() ? 1 : 0;
      } else if (bodies > 0 && token.isWord("case")) {
        bodies++;
      } else if (bodies > 0 && token.isWord("end")) {
        bodies--;
      } else if (token.kind() == Kind.END || (token.isSymbol(';') && depth <= 0 && bodies == 0)) {
        if (at > start) {
          statements.add(new SqlStatement(tokens.subList(start, at)));
        }
        start = at + 1;
        depth = 0;
      }
    }
    return statements;
  }

  /** The first word, in lower case; empty when the statement does not begin with a word. */
  String keyword() {
    return token(head).kind() == Kind.WORD ? token(head).text() : "";
  }

  /** Whether nothing of it remains in the session after its transaction. */
  boolean isClean() {
    return switch (keyword()) {
      case "explain" -> {
        var explained = new SqlStatement(explained());
        yield !explained.keyword().equals("explain") && explained.isClean();
      }
      case "set" -> isTransactionLocal() && isCleanWithin();
      case "declare" -> !contains("hold") && isCleanWithin();
      case "create" ->
          CLEAN_OBJECTS.contains(object()) && !createsBySearchPath() && isCleanWithin();
      case "alter", "drop" -> CLEAN_OBJECTS.contains(object()) && isCleanWithin();
      default -> CLEAN.contains(keyword()) && isCleanWithin();
    };
  }

  /** Whether it only reads, and calls nothing that is heard outside the database. */
  boolean isRepeatable() {
    return READS.contains(keyword())
        && isClean()
        && tokens.stream().noneMatch(token -> token.isName() && HEARD.contains(token.text()));
  }

  /** Whether it is one that changes rows. */
  boolean writes() {
    return switch (keyword()) {
      case "insert", "update", "delete", "merge" -> true;
      case "with" -> contains("insert") || contains("update") || contains("delete");
      default -> false;
    };
  }

  /** Whether it begins or ends a transaction; savepoints do neither. */
  boolean controlsTransaction() {
    return switch (keyword()) {
      case "begin", "start", "end", "abort" -> true;
      case "commit" -> !follows("prepared");
      case "rollback" -> !follows("prepared") && !isRollbackToSavepoint();
      case "prepare" -> follows("transaction");
      default -> false;
    };
  }

  /** Whether the server refuses it inside of a transaction block. */
  boolean refusesTransaction() {
    return switch (keyword()) {
      case "vacuum" -> true;
      case "commit", "rollback" -> follows("prepared");
      case "create", "drop" ->
          follows("database")
              || follows("tablespace")
              || follows("subscription")
              || contains("concurrently");
      case "alter" -> follows("system") || follows("subscription") || contains("concurrently");
      case "reindex" ->
          contains("concurrently")
              || contains("database")
              || contains("system")
              || contains("schema");
      case "cluster" -> tokens.stream().noneMatch(token -> isTableName(token));
      case "discard" -> follows("all");
      default -> false;
    };
  }

  private static boolean isTableName(SqlToken token) {
    return token.isName() && !token.isWord("cluster") && !token.isWord("verbose");
  }

  private boolean isRollbackToSavepoint() {
    return follows("to")
        || ((follows("work") || follows("transaction")) && token(head + 2).isWord("to"));
  }

  /** SET LOCAL, SET TRANSACTION, SET CONSTRAINTS, and not a setting such as {@code local.x}. */
  private boolean isTransactionLocal() {
    return (follows("local") || follows("transaction") || follows("constraints"))
        && token(head + 2).isName();
  }

  /** The kind of object that CREATE, ALTER or DROP is about. */
  private String object() {
    return token(objectAt()).text();
  }

  private int objectAt() {
    int at = head + 1;
    while (token(at).kind() == Kind.WORD && MODIFIERS.contains(token(at).text())) {
      at++;
    }
    return at;
  }

  /** CREATE without a schema: no text tells where search_path leads, be it local or the role's. */
  private boolean createsBySearchPath() {
    int name = objectAt() + 1;
    name += token(name).isWord("if") && token(name + 1).isWord("not") ? 3 : 0;
    return PLACED_OBJECTS.contains(object()) && !token(name + 1).isSymbol('.');
  }

  private boolean createsRoutine() {
    return keyword().equals("create") && Set.of("function", "procedure").contains(object());
  }

  /** What EXPLAIN explains: behind its options, which are words or a list in parentheses. */
  private List<SqlToken> explained() {
    int at = head + 1;
    while (token(at).isWord("analyze")
        || token(at).isWord("analyse")
        || token(at).isWord("verbose")) {
      at++;
    }
    if (token(at).isSymbol('(') && isExplainOption(token(at + 1))) {
      while (at < tokens.size() && !token(at).isSymbol(')')) {
        at++;
      }
      at++;
    }
    return tokens.subList(Math.min(at, tokens.size()), tokens.size());
  }

  private static boolean isExplainOption(SqlToken token) {
    return token.kind() == Kind.WORD
        && !Set.of("select", "with", "values", "table").contains(token.text());
  }

  /** Whether no token beyond the command itself reaches for the session. */
  private boolean isCleanWithin() {
    boolean updates = contains("update");
    for (int at = head; at < tokens.size(); at++) {
      SqlToken token = token(at);
      if (token.isName()
          && (token.text().startsWith("pg_temp")
              || (token.text().equals("pg_settings") && updates)
              || isUnicodeNotation(token)
              || selectsIntoBySearchPath(at))) {
        return false;
      }
    }
    return FunctionCalls.areClean(tokens, keyword().equals("create") && object().equals("index"));
  }

  /** Identifiers with escapes may spell any name. */
  private static boolean isUnicodeNotation(SqlToken token) {
    return token.kind() == Kind.QUOTED && token.text().regionMatches(true, 0, "U&\"", 0, 3);
  }

  /** SELECT … INTO without a schema; INTO TEMPORARY is one too. */
  private boolean selectsIntoBySearchPath(int at) {
    if (!token(at).isWord("into") || isOfInsert(at)) {
      return false;
    }
    int name = at + 1;
    while (token(name).isWord("unlogged") || token(name).isWord("table")) {
      name++;
    }
    return !token(name + 1).isSymbol('.');
  }

  /** INSERT INTO or MERGE INTO; elsewhere than there, INSERT and MERGE may be columns. */
  private boolean isOfInsert(int into) {
    int verb = into - 1;
    return (token(verb).isWord("insert") || token(verb).isWord("merge"))
        && (verb == head
            || token(verb - 1).isSymbol('(')
            || (token(verb - 1).isSymbol(')') && endsCommonTable(verb - 1)));
  }

  /** Whether the parenthesis closes the query of a common table expression. */
  private boolean endsCommonTable(int close) {
    int depth = 0;
    for (int at = close; at > head; at--) {
      depth += token(at).isSymbol(')') ? 1 : token(at).isSymbol('(') ? -1 : 0;
      if (depth == 0) {
        return token(at - 1).isWord("as") || token(at - 1).isWord("materialized");
      }
    }
    return false;
  }

  private boolean follows(String word) {
    return token(head + 1).isWord(word);
  }

  private boolean contains(String word) {
    return tokens.stream().anyMatch(token -> token.isWord(word));
  }

  private SqlToken token(int at) {
    return at < tokens.size() ? tokens.get(at) : SqlToken.NOTHING;
  }
}
