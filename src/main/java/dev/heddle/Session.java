package dev.heddle;

import io.helidon.dbclient.DbTransaction;
import java.util.List;

/**
 * One unit of work on at most one connection. The connection is taken at the first statement and
 * given back, clean or not at all, by {@link #commit()}, {@link #rollback()} or {@link #close()}; a
 * statement after that begins anew. A session belongs to the thread that opened it.
 *
 * <p>Text that begins or ends a transaction by itself, such as {@code COMMIT}, is refused with
 * SQLSTATE 2D000. When the connection is lost, every statement until {@link #rollback()} is a
 * {@link dev.heddle.error.TransactionAbortedException}, so that no half can be committed.
 */
public interface Session extends DbTransaction, AutoCloseable {

  /** A short id for logs, unique in this process. */
  String id();

  /** The options that it was opened with. */
  TransactionOptions options();

  /**
   * Commits what was done since the last commit; with no statement there is nothing to do.
   *
   * @throws dev.heddle.error.CommitFailedException when nothing was kept
   * @throws dev.heddle.error.DeadlineExceededException when its time ran out before COMMIT was
   *     sent; nothing was kept
   * @throws dev.heddle.error.CommitOutcomeUnknownException when the answer was lost
   */
  @Override
  void commit();

  /** Undoes what was done since the last commit; never fails. */
  @Override
  void rollback();

  /** Whether it was closed. */
  boolean isClosed();

  /** Runs the work after the next successful commit; never after a rollback. */
  void afterCommit(Runnable work);

  /** Sets a savepoint; undo to it with {@link Savepoint#rollback()}. */
  Savepoint savepoint();

  /**
   * Executes a statement once for each set of parameters, in as few round trips as the driver can.
   *
   * @param statement the statement's text
   * @param parameters for each execution a {@code List} of indexed or a {@code Map} of named ones
   * @return the rows changed by each execution
   */
  long[] batch(String statement, List<?> parameters);

  /** Rolls back what was not committed and gives the connection back; idempotent. */
  @Override
  void close();
}
