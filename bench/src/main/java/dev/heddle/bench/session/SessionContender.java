package dev.heddle.bench.session;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One way to open a session, in a JVM of its own. Safe for any number of threads. An implementation
 * may know its own library, the JDK and HdrHistogram only.
 */
interface SessionContender extends AutoCloseable {

  /** The time to get a connection cannot be told apart from outside. */
  long UNKNOWN = -1;

  /**
   * Reads the user with this id in a session of its own.
   *
   * @return nanoseconds until there was a connection, or {@link #UNKNOWN}
   */
  long select(long id) throws Exception;

  /**
   * Writes one note in a session of its own.
   *
   * @return nanoseconds until there was a connection, or {@link #UNKNOWN}
   */
  default long insert(long id) throws Exception {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " does not insert");
  }

  /**
   * Reads the user with this id, then keeps the connection for so long without a statement.
   *
   * @return nanoseconds until there was a connection, or {@link #UNKNOWN}
   */
  default long hold(long id, long nanos) throws Exception {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " does not hold");
  }

  /**
   * Reads twenty users, from this id on, one by one or in fewer round trips, in one session.
   *
   * @return nanoseconds until there was a connection, or {@link #UNKNOWN}
   */
  default long readTwenty(long id) throws Exception {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " does not read twenty");
  }

  /**
   * Reads a thousand users from this id on with one query, and every column of every row.
   *
   * @return nanoseconds until there was a connection, or {@link #UNKNOWN}
   */
  default long thousandRows(long id) throws Exception {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " does not read rows");
  }

  /**
   * Reads a thousand users from this id on with one query, each as a {@link Person}.
   *
   * @return nanoseconds until there was a connection, or {@link #UNKNOWN}
   */
  default long thousandRecords(long id) throws Exception {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " maps no records");
  }

  /** Its own record of the times to get a connection until now, in microseconds, if it has one. */
  default @Nullable Histogram acquired() {
    return null;
  }

  @Override
  void close();
}
