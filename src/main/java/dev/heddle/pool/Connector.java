package dev.heddle.pool;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Opens the connections of a pool: while the server lets nobody in, it is asked at most once a
 * second by the whole pool, its health probe included, and four times a second when it is not there
 * at all; so the pool serves again at most a second after the server does.
 *
 * <p>HikariCP's own way is to wait longer after each failure, up to five seconds, and to have one
 * attempt at a time, so that one that hangs holds up all others. Here an attempt that has not ended
 * after a second is joined by another one, and the first that succeeds counts.
 */
final class Connector implements AutoCloseable {

  private static final Logger LOGGER = System.getLogger(Connector.class.getName());
  private static final long PACE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long ABSENT_PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final String pool;
  private final Callable<PhysicalConnection> attempt;
  private final long limitNanos;
  private final DeadlineWatch watch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<PhysicalConnection> ready = new ArrayDeque<>();
  private final Set<SignIn> underWay = new HashSet<>();
  private int callers;
  private long lastStart = System.nanoTime();

  /** When the next attempt may begin, and, after a failure, when anybody's may. */
  private long earliest = lastStart;

  private long heldBackUntil = lastStart;
  private boolean closed;
  private volatile @Nullable Outage outage;

  /**
   * A connector that has opened nothing yet.
   *
   * @param limitNanos the longest that one attempt may take
   */
  Connector(
      String pool, Callable<PhysicalConnection> attempt, long limitNanos, DeadlineWatch watch) {
    this.pool = pool;
    this.attempt = attempt;
    this.limitNanos = limitNanos;
    this.watch = watch;
  }

  /**
   * A new connection, however long that takes: the pool below calls this on a thread of its own,
   * and would only wait longer after a failure.
   *
   * @throws SQLException when this is closed
   */
  PhysicalConnection open() throws SQLException {
    lock.lock();
    try {
      callers++;
      while (ready.isEmpty()) {
        if (closed) {
          throw closed();
        }
        long wait = earliest - System.nanoTime();
        if (wait <= 0) {
          begin();
        } else {
          changed.awaitNanos(wait);
        }
      }
      return ready.remove();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while opening a connection", "08001", e);
    } finally {
      callers--;
      lock.unlock();
    }
  }

  /**
   * A new connection from one attempt, which is not made when others have just failed. The pool's
   * own attempts wait for it, and when it fails for their turn.
   *
   * @throws SQLException when it did not succeed in time
   */
  PhysicalConnection openOnce(long nanos) throws SQLException {
    SignIn signIn;
    lock.lock();
    try {
      if (closed) {
        throw closed();
      }
      if (isHeldBack()) {
        throw new SQLException("other attempts have just failed", "08001");
      }
      signIn = SignIn.start(attempt, begun() + nanos);
      underWay.add(signIn);
    } finally {
      lock.unlock();
    }
    watch.add(signIn);
    try {
      PhysicalConnection connection = signIn.outcome().get();
      proceed();
      return connection;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      SQLException failure = new SQLException("interrupted while signing in", "08001", e);
      signIn.giveUp(failure);
      // It may have succeeded at this very moment.
      var _ = signIn.outcome().thenAccept(PhysicalConnection::abort);
      throw failure;
    } catch (ExecutionException e) {
      forget(signIn);
      holdBack(new Outage(lastStart, e.getCause()));
      throw new SQLException("the attempt to sign in failed", "08001", e.getCause());
    } finally {
      forget(signIn);
    }
  }

  /** While attempts fail, one that has just begun counts too: it will tell. */
  private boolean isHeldBack() {
    Outage current = outage;
    boolean failing = current != null && current.failure() != null;
    return (failing ? earliest : heldBackUntil) - System.nanoTime() > 0;
  }

  /** The server lets somebody in, so the pool's own attempts need not wait for their turn. */
  private void proceed() {
    lock.lock();
    try {
      earliest = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Present while attempts fail, or have not ended for long. */
  Optional<Outage> outage() {
    return Optional.ofNullable(outage);
  }

  /** Ends all attempts. */
  @Override
  public void close() {
    Set<SignIn> ended;
    lock.lock();
    try {
      closed = true;
      ended = Set.copyOf(underWay);
      ready.forEach(PhysicalConnection::abort);
      ready.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    ended.forEach(SignIn::abandon);
  }

  /** The next attempt waits for its turn, counted from the beginning of the last one. */
  private void holdBack(Outage current) {
    lock.lock();
    try {
      boolean absent = underWay.isEmpty() && !current.isRefusal();
      earliest = lastStart + (absent ? ABSENT_PACE_NANOS : PACE_NANOS);
      heldBackUntil = earliest;
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    long now = begun();
    if (outage == null) {
      // Nobody is told of it unless it lasts.
      outage = new Outage(now, null);
    }
    SignIn signIn = SignIn.start(attempt, now + limitNanos);
    underWay.add(signIn);
    watch.add(signIn);
    var _ =
        signIn.outcome().whenComplete((connection, failure) -> ended(signIn, connection, failure));
  }

  private void forget(SignIn signIn) {
    watch.remove(signIn);
    lock.lock();
    try {
      underWay.remove(signIn);
    } finally {
      lock.unlock();
    }
  }

  private long begun() {
    lastStart = System.nanoTime();
    earliest = lastStart + PACE_NANOS;
    return lastStart;
  }

  private void ended(
      SignIn signIn, @Nullable PhysicalConnection connection, @Nullable Throwable failure) {
    forget(signIn);
    lock.lock();
    try {
      if (connection == null) {
        failed(failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
      } else {
        succeeded(connection);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void succeeded(PhysicalConnection connection) {
    Outage ended = outage;
    outage = null;
    earliest = System.nanoTime();
    heldBackUntil = earliest;
    if (ended != null && ended.failure() != null) {
      LOGGER.log(Level.INFO, "pool ''{0}'': connections can be opened again", pool);
    }
    if (callers > ready.size() && !closed) {
      ready.add(connection);
    } else {
      connection.abort();
    }
  }

  private void failed(@Nullable Throwable failure) {
    if (closed) {
      return;
    }
    Outage before = outage;
    Outage now = new Outage(before == null ? lastStart : before.since(), failure);
    outage = now;
    holdBack(now);
    if (before == null || before.failure() == null) {
      LOGGER.log(
          Level.WARNING, "pool ''{0}'': no connection can be opened: {1}", pool, now.reason());
    }
  }

  private SQLException closed() {
    return new SQLException("pool '%s' is closed".formatted(pool), "08003");
  }
}
