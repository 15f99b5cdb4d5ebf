package dev.heddle.pool;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server for a sign of life over a connection of its own, so that the answer says nothing
 * about how busy the pool is. The time limit holds for the whole question, signing in included,
 * even when the server is frozen.
 */
public final class Probe implements AutoCloseable {

  private final ConnectionPool pool;
  private final Duration timeout;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection connection;
  private boolean closed;

  private Probe(ConnectionPool pool, Duration timeout) {
    this.pool = pool;
    this.timeout = timeout;
  }

  /**
   * A probe that connects when it is first asked.
   *
   * @param pool whose server is asked; its connections are not used
   * @param timeout the longest that an answer may take
   * @return a probe that the caller must close
   */
  public static Probe of(ConnectionPool pool, Duration timeout) {
    return new Probe(pool, timeout);
  }

  /** {@return whether {@code SELECT 1} was answered in time; never throws} */
  public boolean isAnswered() {
    // On a thread of its own, since no setting of the driver bounds a whole sign-in.
    FutureTask<Boolean> question = new FutureTask<>(this::askAlone);
    Thread.ofVirtual().name("heddle-health").start(question);
    try {
      return question.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      drop();
    } finally {
      lock.unlock();
    }
  }

  private boolean askAlone() throws InterruptedException {
    if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      // Whoever asks now waits for the server already; a queue of questions would only grow.
      return false;
    }
    try {
      // A kept connection may have died since; only a new one's failure speaks for the server.
      return !closed && ((connection != null && answers(connection)) || connects());
    } finally {
      lock.unlock();
    }
  }

  private boolean connects() {
    try {
      Connection opened = pool.dedicated(timeout);
      connection = opened;
      return answers(opened);
    } catch (SQLException e) {
      return false;
    }
  }

  private boolean answers(Connection asked) {
    try {
      asked.setNetworkTimeout(Runnable::run, (int) timeout.toMillis());
      try (var statement = asked.createStatement()) {
        statement.execute("SELECT 1");
      }
      return true;
    } catch (SQLException e) {
      drop();
      return false;
    }
  }

  private void drop() {
    Connection dropped = connection;
    connection = null;
    if (dropped != null) {
      try {
        dropped.abort(Runnable::run);
      } catch (SQLException e) {
        // It is being given up; there is nothing more to close.
        return;
      }
    }
  }
}
