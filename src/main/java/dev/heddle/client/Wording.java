package dev.heddle.client;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The text that goes to the driver for a statement of the user's, with what the session sends along
 * in the same message: statements before it, and one behind it. Made for one execution, of which it
 * notes whether the server has done it.
 */
public final class Wording {

  /** The label by which the answer is told from the results of the user's statements. */
  public static final String ANSWER = "heddle_answer";

  /** Takes one row, of a statement that the session sent along. */
  @FunctionalInterface
  public interface Answer {

    /**
     * Reads the row that the result stands on.
     *
     * @param row not to be moved or closed
     * @throws SQLException as the driver throws it
     */
    void read(ResultSet row) throws SQLException;
  }

  private final String text;
  private final int before;
  private final @Nullable Answer answer;
  private boolean executed;
  private boolean sent;

  private Wording(String text, int before, @Nullable Answer answer) {
    this.text = text;
    this.before = before;
    this.answer = answer;
  }

  /**
   * The user's statement alone.
   *
   * @param sql its text
   * @return with nothing before or behind it
   */
  public static Wording plain(SqlText sql) {
    return new Wording(sql.jdbc(), 0, null);
  }

  /**
   * The user's statement in a frame.
   *
   * @param sql its text
   * @param frame what goes before and behind it
   * @param answer takes the result of the frame's last statement; null when that has none
   * @return the whole
   */
  public static Wording framed(SqlText sql, Frame frame, @Nullable Answer answer) {
    return new Wording(sql.in(frame), frame.statementsBefore(), answer);
  }

  /** {@return the whole text} */
  public String text() {
    return text;
  }

  /**
   * {@return whether the server has done all of it: what fails later is the reading of its results}
   */
  public boolean wasExecuted() {
    return executed;
  }

  /** {@return whether the driver was given it; what fails before that never left} */
  public boolean wasSent() {
    return sent;
  }

  /** Executes the statement, and moves it to the first result of the user's. */
  void execute(PreparedStatement statement) throws SQLException {
    sent = true;
    statement.execute();
    executed = true;
    for (int i = 0; i < before; i++) {
      statement.getMoreResults();
    }
  }

  /** Reads what came behind the user's results, however many of them there are. */
  void readBehind(PreparedStatement executed) throws SQLException {
    if (answer == null) {
      return;
    }
    while (executed.getMoreResults() || executed.getLargeUpdateCount() >= 0) {
      ResultSet rows = executed.getResultSet();
      if (rows != null && isAnswer(rows) && rows.next()) {
        answer.read(rows);
      }
    }
  }

  private static boolean isAnswer(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    // PostgreSQL knows results without any column: SELECT FROM t.
    return columns.getColumnCount() > 0 && columns.getColumnLabel(1).equals(ANSWER);
  }
}
