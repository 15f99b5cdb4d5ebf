package dev.heddle;

import java.util.Map;

/**
 * What the commonest SQLSTATEs of refused statements say, and what to do: in words that are fixed
 * beforehand, since the server's own quote values. The numbers are of PostgreSQL's manual, appendix
 * "PostgreSQL Error Codes".
 */
final class Meaning {

  private static final Map<String, String> BY_STATE =
      Map.ofEntries(
          Map.entry("22001", "a text is too long for its column"),
          Map.entry("22003", "a number is out of its type's range"),
          Map.entry("22012", "a division by zero"),
          Map.entry("22P02", "a text cannot be read as the type that is wanted"),
          Map.entry("23502", "null in a column that must have a value"),
          Map.entry("23503", "a foreign key would refer to a row that is not there"),
          Map.entry("23505", "there is a row with this unique key already"),
          Map.entry("23514", "a check constraint is not met"),
          Map.entry("23P01", "an exclusion constraint is not met"),
          Map.entry(
              "25006", "the session, or its server, is read-only; use transact for what writes"),
          Map.entry("25P02", "an earlier statement failed; roll back, or use a savepoint"),
          Map.entry("40001", "a conflict with another transaction; do the work again"),
          Map.entry("40P01", "a deadlock with another transaction; do the work again"),
          Map.entry("42501", "the role lacks a privilege; grant it, or use another role"),
          Map.entry("42601", "a syntax error in the statement"),
          Map.entry("42703", "no such column"),
          Map.entry("42804", "an expression has another type than its place wants; cast it"),
          Map.entry("42883", "no function or operator for these types; cast its arguments"),
          Map.entry("42P01", "no such table or view; migrate, or name its schema"),
          Map.entry("42P18", "the type of a parameter cannot be told; cast it"),
          Map.entry("53100", "the server's disk is full"),
          Map.entry("55P03", "a lock was not granted in time; try again"),
          Map.entry("57014", "the statement was cancelled"));

  private static final Map<String, String> BY_CLASS =
      Map.of(
          "22", "a value does not fit its type or its use",
          "23", "a constraint is not met",
          "42", "the statement does not fit the database");

  private Meaning() {}

  /** The words to put behind a SQLSTATE, with a comma before them; empty for one that is rare. */
  static String of(String sqlState) {
    String known =
        BY_STATE.getOrDefault(
            sqlState, sqlState.length() == 5 ? BY_CLASS.get(sqlState.substring(0, 2)) : null);
    return known == null ? "" : ", " + known;
  }
}
