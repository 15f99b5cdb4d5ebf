package dev.heddle;

import java.time.Duration;

/**
 * What kind of transaction a session runs.
 *
 * @param access whether it may write
 * @param isolation what it sees of others
 * @param nesting what happens inside another session of the same thread
 * @param timeout the budget for acquire, statements and commit together; zero means the configured
 *     one
 * @param fetchSize rows fetched at a time by query streams; zero means all at once
 */
public record TransactionOptions(
    Access access, Isolation isolation, Nesting nesting, Duration timeout, int fetchSize) {

  /** Whether a session may write. */
  public enum Access {
    /** Reads and writes in one transaction. */
    WRITE,
    /**
     * The server refuses every write with SQLSTATE 25006, unless the session's own text switches
     * that off by a {@code SET}; each statement sees its own snapshot. Inside a session that may
     * write it joins that one, and so may write.
     */
    READ
  }

  /** PostgreSQL's isolation levels. */
  public enum Isolation {
    /** The server's default: each statement sees what was committed before it began. */
    READ_COMMITTED,
    /** One snapshot for the whole transaction. */
    REPEATABLE_READ,
    /** As if transactions ran one after another; may fail with SQLSTATE 40001. */
    SERIALIZABLE
  }

  /** What {@code transact} does when the thread is in a session already. */
  public enum Nesting {
    /** Works in the outer session; its commit is the outer one's. */
    JOIN,
    /** Works behind a savepoint of the outer session, undone alone when it fails. */
    SAVEPOINT
  }

  private static final TransactionOptions WRITE =
      new TransactionOptions(
          Access.WRITE, Isolation.READ_COMMITTED, Nesting.JOIN, Duration.ZERO, 0);

  private static final TransactionOptions READ =
      new TransactionOptions(Access.READ, Isolation.READ_COMMITTED, Nesting.JOIN, Duration.ZERO, 0);

  /** A transaction that reads and writes. */
  public static TransactionOptions write() {
    return WRITE;
  }

  /** Reads only, enforced by the server. */
  public static TransactionOptions read() {
    return READ;
  }

  /** These options with another isolation level. */
  public TransactionOptions withIsolation(Isolation newIsolation) {
    return new TransactionOptions(access, newIsolation, nesting, timeout, fetchSize);
  }

  /** These options with another way to nest. */
  public TransactionOptions withNesting(Nesting newNesting) {
    return new TransactionOptions(access, isolation, newNesting, timeout, fetchSize);
  }

  /** These options with another budget. */
  public TransactionOptions withTimeout(Duration newTimeout) {
    return new TransactionOptions(access, isolation, nesting, newTimeout, fetchSize);
  }

  /** These options with another fetch size. */
  public TransactionOptions withFetchSize(int newFetchSize) {
    return new TransactionOptions(access, isolation, nesting, timeout, newFetchSize);
  }
}
