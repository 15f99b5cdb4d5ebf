package dev.heddle.client;

import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbStatementType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The text of one statement as written, as JDBC takes it, and what is known of it; immutable, so
 * any number of threads may share it. What is expensive is found at first use and kept.
 *
 * <p>A text has named parameters or positional ones. A literal {@code ?} operator, as jsonb has it,
 * is written {@code ??} in both, which is the driver's own notation.
 */
public final class SqlText {

  /** More frames than a session knows; beyond it nothing is kept. */
  private static final int KEPT_FRAMES = 32;

  private final String text;
  private final String jdbc;
  private final List<String> parameterNames;
  private final int positionalCount;
  private final boolean apart;

  // Written without a lock: each is derived from the final fields, immutable, and the same whoever
  // computes it.
  private @Nullable SqlShape shape;
  private volatile @Nullable SqlText verbatim;
  private volatile @Nullable SqlText batched;
  private volatile @Nullable String open;
  private volatile @Nullable Map<DbStatementType, String> generatedNames;
  private volatile Map<Frame, String> framed = Map.of();
  private volatile @Nullable RowMetadata lastResult;

  private SqlText(
      String text, String jdbc, List<String> parameterNames, int positionalCount, boolean apart) {
    this.text = text;
    this.apart = apart;
    this.jdbc = jdbc;
    this.parameterNames = parameterNames;
    this.positionalCount = positionalCount;
  }

  /** Parses any text, also one that is no SQL: finding fault is the server's part. */
  static SqlText parse(String text) {
    var scanner = new SqlScanner(text);
    var names = new ArrayList<String>();
    var jdbc = new StringBuilder(text.length());
    int copied = 0;
    int positional = 0;
    for (var kind = scanner.next(); kind != SqlToken.Kind.END; kind = scanner.next()) {
      if (kind == SqlToken.Kind.POSITIONAL) {
        positional++;
      } else if (kind == SqlToken.Kind.NAMED) {
        jdbc.append(text, copied, scanner.start());
        appendPlaceholder(jdbc, text, scanner.end());
        names.add(scanner.parameterName());
        copied = scanner.end();
      }
    }
    if (names.isEmpty()) {
      return new SqlText(text, text, List.of(), positional, false);
    }
    jdbc.append(text, copied, text.length());
    return new SqlText(text, jdbc.toString(), List.copyOf(names), positional, false);
  }

  /** Keeps a placeholder apart from a word before it and from a {@code ??} behind it. */
  private static void appendPlaceholder(StringBuilder jdbc, String text, int end) {
    if (!jdbc.isEmpty() && Character.isJavaIdentifierPart(jdbc.charAt(jdbc.length() - 1))) {
      jdbc.append(' ');
    }
    jdbc.append('?');
    if (end < text.length() && text.charAt(end) == '?') {
      jdbc.append(' ');
    }
  }

  /** {@return the text as it was written} */
  public String text() {
    return text;
  }

  /**
   * The text for JDBC: each named parameter is a {@code ?}; the very same string when there is
   * none.
   *
   * @return with {@code ??} left to the driver
   * @throws DbClientException when named and positional parameters are mixed
   */
  public String jdbc() {
    if (positionalCount > 0 && isNamed()) {
      throw new DbClientException(
          "The statement has named parameters (:"
              + String.join(", :", parameterNames)
              + ") and "
              + positionalCount
              + " positional (?): use one kind, and write the operator ? as ??");
    }
    return jdbc;
  }

  /** The text for JDBC without semicolons at its end, so that more may follow one. */
  String open() {
    String known = open;
    if (known == null) {
      known = withoutEnd(jdbc());
      open = known;
    }
    return known;
  }

  private static String withoutEnd(String jdbc) {
    var open = new StringBuilder(jdbc);
    var ends = new ArrayList<Integer>();
    var scanner = new SqlScanner(jdbc);
    while (scanner.next() != SqlToken.Kind.END) {
      if (!scanner.token().isSymbol(';')) {
        ends.clear();
      } else {
        ends.add(scanner.start());
      }
    }
    ends.forEach(end -> open.setCharAt(end, ' '));
    return ends.isEmpty() ? jdbc : open.toString();
  }

  /** The named parameters as they occur, one for each placeholder; a name may be repeated. */
  List<String> parameterNames() {
    return parameterNames;
  }

  /** How many {@code ?} parameters were written. */
  int positionalCount() {
    return positionalCount;
  }

  /** Whether there is a named parameter. */
  boolean isNamed() {
    return !parameterNames.isEmpty();
  }

  /**
   * This text with nothing in it taken for a named parameter: what a caller with positional
   * parameters means.
   */
  SqlText verbatim() {
    if (!isNamed()) {
      return this;
    }
    SqlText known = verbatim;
    if (known == null) {
      known = new SqlText(text, text, List.of(), positionalCount, apart);
      verbatim = known;
    }
    return known;
  }

  /** This text for a batch, which the driver makes a message of its own. */
  SqlText batched() {
    SqlText known = batched;
    if (known == null) {
      known = new SqlText(text, jdbc, parameterNames, positionalCount, true);
      batched = known;
    }
    return known;
  }

  /** How many statements it holds; empty ones are none. */
  int statementCount() {
    return shape().statements();
  }

  /**
   * {@return the first word in upper case, behind comments and parentheses; empty when there is
   * none}
   */
  public String keyword() {
    return shape().keyword();
  }

  /** {@return whether executing it may leave something behind in the server's session} */
  public Footprint footprint() {
    return shape().footprint();
  }

  /** {@return whether it begins or ends a transaction by itself, as COMMIT does} */
  public boolean controlsTransaction() {
    return shape().controlsTransaction();
  }

  /** {@return whether the server refuses it inside of a transaction block, as it does VACUUM} */
  public boolean refusesTransaction() {
    return shape().refusesTransaction();
  }

  /** {@return whether it is an ordinary text: it may be one part of a transaction among others} */
  public boolean isPartOfTransaction() {
    return statementCount() > 0 && !controlsTransaction() && !refusesTransaction();
  }

  /** {@return whether BEGIN may travel in front of it, and COMMIT behind it, in one message} */
  public boolean mayTravelJoined() {
    return !apart && isPartOfTransaction();
  }

  /**
   * {@return whether it does no more when it is executed twice outside a transaction block, as when
   * the answer of the first time was lost}
   */
  public boolean isRepeatable() {
    return shape().repeatable();
  }

  /** {@return whether its own words change rows; a function that it calls may change some too} */
  public boolean writes() {
    return shape().writes();
  }

  /**
   * The text for JDBC with what the session sends around it.
   *
   * @param frame one of the few that a session knows; what it looks like in them is kept
   */
  String in(Frame frame) {
    String known = framed.get(frame);
    return known != null ? known : put(frame);
  }

  private String put(Frame frame) {
    String whole = frame.around(open());
    Map<Frame, String> known = framed;
    if (known.size() < KEPT_FRAMES) {
      var after = new HashMap<>(known);
      after.put(frame, whole);
      framed = Map.copyOf(after);
    }
    return whole;
  }

  /** What its last result looked like; the next one may differ, as when the table has changed. */
  @Nullable RowMetadata lastResult() {
    return lastResult;
  }

  void lastResult(RowMetadata described) {
    lastResult = described;
  }

  /** The name that Helidon gives to a statement without one. */
  String generatedName(DbStatementType type) {
    Map<DbStatementType, String> known = generatedNames;
    if (known == null) {
      String digest = digest();
      known = new EnumMap<>(DbStatementType.class);
      for (var each : DbStatementType.values()) {
        known.put(each, each.prefix() + '_' + digest);
      }
      generatedNames = known;
    }
    return Objects.requireNonNull(known.get(type));
  }

  private String digest() {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private SqlShape shape() {
    SqlShape known = shape;
    if (known == null) {
      known = SqlShape.of(text);
      shape = known;
    }
    return known;
  }

  @Override
  public String toString() {
    return text;
  }
}
