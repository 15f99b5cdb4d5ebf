package dev.heddle.client;

/**
 * What a session sends around a statement, in the same message. The few frames there are are made
 * once and compared by identity, so that a text can keep what it looks like in each of them.
 */
public final class Frame {

  private final String before;
  private final String behind;
  private final int statementsBefore;

  private Frame(String before, String behind, int statementsBefore) {
    this.before = before;
    this.behind = behind;
    this.statementsBefore = statementsBefore;
  }

  /**
   * A frame; keep it, and use the same one each time.
   *
   * @param begin the statement in front, without a semicolon, or an empty text
   * @param end what goes behind, without a semicolon at its beginning, or an empty text
   * @return a frame, told from others by identity
   */
  public static Frame of(String begin, String end) {
    // A comment to the end of the line must not swallow what is behind it.
    return new Frame(
        begin.isEmpty() ? "" : begin + ';',
        end.isEmpty() ? "" : "\n;" + end,
        begin.isEmpty() ? 0 : 1);
  }

  String around(String statement) {
    return before + statement + behind;
  }

  /** How many statements are in front. */
  int statementsBefore() {
    return statementsBefore;
  }
}
