package dev.heddle;

import io.helidon.dbclient.DbTransaction;

/**
 * One unit of work on at most one connection, which is taken at the first statement and always
 * given back. A session belongs to the thread that uses it.
 */
public interface Session extends DbTransaction, AutoCloseable {

  /** A short id for logs, unique in this process. */
  String id();

  /** The options that it was opened with. */
  TransactionOptions options();

  /** Commits what was done since the last commit; with no statement there is nothing to do. */
  @Override
  void commit();

  /** Undoes what was done since the last commit. */
  @Override
  void rollback();

  /** Whether it was closed. */
  boolean isClosed();

  /** Runs the work after the next successful commit; never after a rollback. */
  void afterCommit(Runnable work);

  /** Sets a savepoint; undo to it with {@link Savepoint#rollback()}. */
  Savepoint savepoint();

  /** Rolls back what was not committed and gives the connection back; idempotent. */
  @Override
  void close();
}
