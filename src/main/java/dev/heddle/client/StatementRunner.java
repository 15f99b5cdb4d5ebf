package dev.heddle.client;

import io.helidon.dbclient.DbStatementType;

/** Gives statements a connection: a session does, or a session made for one statement. */
public interface StatementRunner {

  /**
   * Runs a statement.
   *
   * @throws dev.heddle.error.StatementException when the server or the driver refuses it
   */
  <T> T run(SqlText sql, DbStatementType type, StatementCall<T> call);

  /** Runs a later call of a statement that is still open, on the same connection. */
  <T> T resume(SqlText sql, SqlCall<T> call);

  /** The session in logs. */
  String id();

  /** Rows that a query fetches at a time; zero means all at once. */
  int fetchSize();

  /** Sees to it that the cursor is closed when the transaction ends. */
  void track(Cursor cursor);
}
