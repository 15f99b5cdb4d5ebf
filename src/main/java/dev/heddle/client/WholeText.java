package dev.heddle.client;

import java.sql.SQLException;

/**
 * A text that can be sent as it is. Half of a surrogate pair is no character: the driver would send
 * a question mark in its place, and two different texts would become the same.
 */
final class WholeText {

  private WholeText() {}

  /**
   * The same text.
   *
   * @param index the position of the parameter, from 1
   * @throws SQLException SQLSTATE 22021, as from the server for what its encoding does not have
   */
  static String of(int index, String text) throws SQLException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSurrogatePair(
            text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
          throw new SQLException(
              "parameter %d: half of a surrogate pair, which is no character".formatted(index),
              "22021");
        }
        i++;
      }
    }
    return text;
  }
}
