package dev.heddle;

import dev.heddle.client.Pipeline;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbTransaction;
import java.util.List;

/**
 * One unit of work on at most one connection. The connection is taken at the first statement and
 * given back, clean or not at all, by {@link #commit()}, {@link #rollback()} or {@link #close()}; a
 * statement after that begins anew. A session belongs to the thread that opened it; when that has
 * ended, to the first that uses it.
 *
 * <p>Text that begins or ends a transaction by itself, such as {@code COMMIT}, is refused with
 * SQLSTATE 2D000. When the connection is lost, every statement until {@link #rollback()} is a
 * {@link dev.heddle.error.TransactionAbortedException}, so that no half can be committed.
 */
public interface Session extends DbTransaction, AutoCloseable {

  /** {@return a short id for logs, unique in this process} */
  String id();

  /** {@return the options that it was opened with} */
  TransactionOptions options();

  /**
   * Commits what was done since the last commit; with no statement there is nothing to do. Inside a
   * nested {@code transact} it does nothing: the outer work decides. When the connection is lost
   * meanwhile, the server is asked over another one what became of it, as far as the session's time
   * allows and provided that an INSERT, UPDATE, DELETE or MERGE told the transaction's number: what
   * turns out to be kept is a success.
   *
   * @throws dev.heddle.error.CommitFailedException when nothing was kept
   * @throws dev.heddle.error.DeadlineExceededException when its time ran out before COMMIT was
   *     sent; nothing was kept
   * @throws dev.heddle.error.DatabaseUnavailableException when the connection was lost and the
   *     server says that nothing was kept
   * @throws dev.heddle.error.CommitOutcomeUnknownException when the answer was lost and nobody can
   *     tell
   */
  @Override
  void commit();

  /**
   * Undoes what was done since the last commit; never fails. Inside a nested {@code transact} it
   * undoes that one alone when it has a savepoint, and else lets the outer work only be rolled
   * back.
   */
  @Override
  void rollback();

  /** {@return whether it was closed; a statement after that is an error} */
  boolean isClosed();

  /**
   * Whether a {@code transact} or {@code read} that joined this session has not returned yet, so
   * that {@link #commit()} does nothing now.
   *
   * @return true inside such a one
   */
  boolean isNested();

  /**
   * Runs the work after the next successful commit; never after a rollback.
   *
   * @param work run once, on this thread, when the connection was given back; what it does through
   *     {@link Database#client()} is not part of this session any more, and kept by itself
   */
  void afterCommit(Runnable work);

  /**
   * Sets a savepoint, which takes a connection.
   *
   * @return undoes what comes after it, or is forgotten
   */
  Savepoint savepoint();

  /**
   * Executes a statement once for each set of parameters, in as few round trips as the driver can.
   *
   * @param statement the statement's text
   * @param parameters for each execution a {@code List} of indexed or a {@code Map} of named ones
   * @return the rows changed by each execution
   */
  long[] batch(String statement, List<?> parameters);

  /**
   * Where the transaction's last statement is executed: COMMIT travels with it, which spares a
   * round trip. When it returns, the transaction is committed and its hooks have run. Inside a
   * nested {@code transact} it is a statement like any other.
   *
   * <p>The statement is never repeated, so one on a connection that dies at this very moment fails,
   * where {@link #commit()} would have noticed nothing or found out what was kept.
   *
   * <pre>{@code
   * session.last().insert("INSERT INTO visits (page) VALUES (?)", page);
   * }</pre>
   *
   * @return makes statements each of which is the last one of a transaction; {@code execute()} or
   *     the like throws {@link dev.heddle.error.CommitFailedException} when the server refuses the
   *     commit, and {@link dev.heddle.error.CommitOutcomeUnknownException} when the answer is lost
   */
  DbExecute last();

  /** {@return an empty pipeline: statements that travel together, in one round trip} */
  Pipeline pipeline();

  /** Rolls back what was not committed and gives the connection back; idempotent. */
  @Override
  void close();
}
