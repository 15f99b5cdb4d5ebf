package dev.heddle.pool;

import dev.heddle.error.SqlStates;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks what became of a transaction, over a connection of its own, until the server knows or the
 * time is up. Only what has ended can be told: a transaction that waits for a COMMIT which will
 * never come is ended, and one that commits just now is waited for.
 */
final class CommitInquiry {

  /** A server that restarts is back by then, or will be too late for whoever waits. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final String STATUS = "SELECT pg_xact_status(?::xid8)";

  /**
   * Not by its process alone, which may be another backend's by now; and only where COMMIT has not
   * arrived: one that is under way may be waiting for a standby, and would end as if that had it.
   */
  private static final String END_BACKEND =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE pid = ? AND backend_xid = xid(?::xid8) AND state LIKE 'idle in transaction%'";

  private final ConnectionSource source;
  private final TransactionId transaction;
  private final long until;

  CommitInquiry(ConnectionSource source, TransactionId transaction, long until) {
    this.source = source;
    this.transaction = transaction;
    long longest = System.nanoTime() + LONGEST_NANOS;
    this.until = until - longest < 0 ? until : longest;
  }

  /** The outcome; never throws, and keeps the interrupt of a thread that is interrupted. */
  CommitOutcome outcome() {
    if (transaction.timeline().isEmpty()) {
      return CommitOutcome.UNKNOWN;
    }
    // On a thread of its own, since no setting of the driver bounds a whole sign-in.
    FutureTask<CommitOutcome> inquiry = new FutureTask<>(this::inquire);
    Thread thread = Thread.ofVirtual().name("heddle-outcome").start(inquiry);
    try {
      return inquiry.get(left(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return CommitOutcome.UNKNOWN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CommitOutcome.UNKNOWN;
    } finally {
      thread.interrupt();
    }
  }

  private CommitOutcome inquire() {
    while (left() > 0 && !Thread.currentThread().isInterrupted()) {
      try (Connection connection = source.connect(Duration.ofNanos(left())).driver()) {
        return inquire(connection);
      } catch (SQLException e) {
        // The server that lost the connection may be restarting; the time limit tells when to stop.
        LockSupport.parkNanos(this, RECONNECT_NANOS);
      }
    }
    return CommitOutcome.UNKNOWN;
  }

  private CommitOutcome inquire(Connection connection) throws SQLException {
    if (!Timeline.of(connection).equals(transaction.timeline())) {
      return CommitOutcome.UNKNOWN;
    }
    while (left() > 0) {
      switch (status(connection)) {
        case "committed" -> {
          return CommitOutcome.COMMITTED;
        }
        case "aborted" -> {
          return CommitOutcome.ABORTED;
        }
        case "in progress" -> endBackend(connection);
        case null, default -> {
          return CommitOutcome.UNKNOWN;
        }
      }
      LockSupport.parkNanos(this, AGAIN_NANOS);
    }
    return CommitOutcome.UNKNOWN;
  }

  /** The server's word for it; null when it does not know the number, or not any more. */
  private @Nullable String status(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(STATUS)) {
      statement.setString(1, transaction.number());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    } catch (SQLException e) {
      if (SqlStates.isConnectionLost(SqlStates.of(e))) {
        throw e;
      }
      return null;
    }
  }

  private void endBackend(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(END_BACKEND)) {
      statement.setInt(1, transaction.backend());
      statement.setString(2, transaction.number());
      statement.execute();
    }
  }

  private long left() {
    return until - System.nanoTime();
  }
}
