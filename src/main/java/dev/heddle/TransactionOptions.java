package dev.heddle;

import java.time.Duration;

/**
 * What kind of transaction a session runs.
 *
 * @param access whether it may write
 * @param isolation what it sees of others
 * @param nesting what happens inside another session of the same thread
 * @param timeout the budget for acquire, statements and commit together, whose last tenth, at most
 *     200 ms, is kept to stop what is left; zero means the configured one
 * @param fetchSize rows fetched at a time by query streams; zero means all at once
 * @param tries how often the whole work may be done until it is committed, from 1 to {@link
 *     #MOST_TRIES}
 */
public record TransactionOptions(
    Access access,
    Isolation isolation,
    Nesting nesting,
    Duration timeout,
    int fetchSize,
    int tries) {

  /** What fails this often fails for a reason that another try does not remove. */
  public static final int MOST_TRIES = 10;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException for a negative timeout or fetch size, or a number of tries out
   *     of range
   */
  public TransactionOptions {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException(
          "timeout is %s; it must not be negative".formatted(timeout));
    }
    if (fetchSize < 0) {
      throw new IllegalArgumentException(
          "fetchSize is %d; it must not be negative".formatted(fetchSize));
    }
    if (tries < 1 || tries > MOST_TRIES) {
      throw new IllegalArgumentException(
          "tries is %d; it must be from 1 to %d".formatted(tries, MOST_TRIES));
    }
  }

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
          Access.WRITE, Isolation.READ_COMMITTED, Nesting.JOIN, Duration.ZERO, 0, 1);

  private static final TransactionOptions READ =
      new TransactionOptions(
          Access.READ, Isolation.READ_COMMITTED, Nesting.JOIN, Duration.ZERO, 0, 1);

  /** {@return reads and writes, by the server's default isolation and the configured budget} */
  public static TransactionOptions write() {
    return WRITE;
  }

  /** {@return reads only, enforced by the server, each statement with its own snapshot} */
  public static TransactionOptions read() {
    return READ;
  }

  /**
   * These options with another isolation level.
   *
   * @param newIsolation what it is to see of others
   * @return a copy
   */
  public TransactionOptions withIsolation(Isolation newIsolation) {
    return new TransactionOptions(access, newIsolation, nesting, timeout, fetchSize, tries);
  }

  /**
   * These options with another way to nest.
   *
   * @param newNesting what is to happen inside another session of the same thread
   * @return a copy
   */
  public TransactionOptions withNesting(Nesting newNesting) {
    return new TransactionOptions(access, isolation, newNesting, timeout, fetchSize, tries);
  }

  /**
   * These options with another budget.
   *
   * @param newTimeout for acquire, statements and commit together; zero means the configured one
   * @return a copy
   */
  public TransactionOptions withTimeout(Duration newTimeout) {
    return new TransactionOptions(access, isolation, nesting, newTimeout, fetchSize, tries);
  }

  /**
   * These options with another fetch size.
   *
   * @param newFetchSize rows fetched at a time by query streams; zero means all at once
   * @return a copy
   */
  public TransactionOptions withFetchSize(int newFetchSize) {
    return new TransactionOptions(access, isolation, nesting, timeout, newFetchSize, tries);
  }

  /**
   * These options with another number of tries. The whole work is done again, in a session of its
   * own and within the same budget, when it failed because of others who changed the same rows
   * (SQLSTATE 40001 or 40P01) or the table itself, or because the connection was lost and nothing
   * was kept. It is never done again when nobody can tell whether something was kept. So the work
   * must change nothing but the database.
   *
   * @param newTries 1 for no repetition; 3 suits most
   * @return a copy
   */
  public TransactionOptions withTries(int newTries) {
    return new TransactionOptions(access, isolation, nesting, timeout, fetchSize, newTries);
  }
}
