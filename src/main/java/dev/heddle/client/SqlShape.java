package dev.heddle.client;

import java.util.List;
import java.util.Locale;

/**
 * What a whole text does, with every statement of it counted.
 *
 * @param statements how many statements it holds that are not empty
 * @param keyword the first statement's first word in upper case, or an empty string
 * @param footprint {@link Footprint#SESSION} when that of any statement is
 * @param controlsTransaction whether any statement begins or ends a transaction
 * @param repeatable whether each statement only reads, and nothing of it is heard outside
 * @param writes whether any statement is one that changes rows
 * @param refusesTransaction whether any statement fails inside of a transaction block
 */
record SqlShape(
    int statements,
    String keyword,
    Footprint footprint,
    boolean controlsTransaction,
    boolean repeatable,
    boolean writes,
    boolean refusesTransaction) {

  /** The shape of a text, which costs a walk over all its tokens. */
  static SqlShape of(String text) {
    List<SqlStatement> all = SqlStatement.split(SqlScanner.tokens(text));
    return new SqlShape(
        all.size(),
        all.isEmpty() ? "" : all.getFirst().keyword().toUpperCase(Locale.ROOT),
        all.stream().allMatch(SqlStatement::isClean) ? Footprint.TRANSACTION : Footprint.SESSION,
        all.stream().anyMatch(SqlStatement::controlsTransaction),
        all.stream().allMatch(SqlStatement::isRepeatable),
        all.stream().anyMatch(SqlStatement::writes),
        all.stream().anyMatch(SqlStatement::refusesTransaction));
  }
}
