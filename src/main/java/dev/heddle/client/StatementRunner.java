package dev.heddle.client;

import io.helidon.dbclient.DbStatementType;

/** Gives statements a connection: a session does, or a session made for one statement. */
public interface StatementRunner {

  /**
   * Runs a statement.
   *
   * @param <T> what it yields
   * @param sql the text, which decides how the connection is prepared and cleaned
   * @param type what the statement was made as
   * @param call what to do with the connection; called again, on another connection, when the first
   *     one proved dead before anything took effect
   * @return what the call returned
   * @throws dev.heddle.error.StatementException when the server or the driver refuses it
   */
  <T> T run(SqlText sql, DbStatementType type, StatementCall<T> call);

  /**
   * Runs a later call of a statement that is still open, on the same connection.
   *
   * @param <T> what it yields
   * @param sql the statement's text
   * @param call never repeated
   * @return what the call returned
   */
  <T> T resume(SqlText sql, SqlCall<T> call);

  /** {@return what names the session in logs} */
  String id();

  /** {@return the rows that a query fetches at a time; zero means all at once} */
  int fetchSize();

  /**
   * Sees to it that the cursor is closed when the transaction ends.
   *
   * @param cursor one that was opened by {@link #run} of this runner
   */
  void track(Cursor cursor);
}
