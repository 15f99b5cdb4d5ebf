package dev.heddle.pool;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.PoolExhaustedException;
import dev.heddle.error.SessionClosedException;
import dev.heddle.error.SessionInterruptedException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A HikariCP pool behind a fair gate. Every {@link Lease} handed out comes back exactly once, and
 * no caller waits longer than the smaller of its own deadline and {@code acquire-timeout}.
 */
public final class ConnectionPool implements AutoCloseable {

  private static final Logger LOGGER = System.getLogger(ConnectionPool.class.getName());

  /** HikariCP's smallest: one attempt; the gate and the caller's deadline bound the whole. */
  private static final long ATTEMPT_MILLIS = 250;

  /** How long an absent server is waited for before callers are told; then each one is at once. */
  private static final long ABSENT_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The same while no attempt has ended: a server that has much to do takes its time. */
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final Duration LEAST_RETRY = Duration.ofSeconds(1);
  private static final Duration MOST_RETRY = Duration.ofMinutes(1);

  private static final long CLEANING_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long ABORT_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long WAKE_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final DatabaseSettings settings;
  private final ConnectionSource source;
  private final HikariDataSource hikari;
  private final Gate gate;
  private final DeadlineWatch watch;
  private final AcquireTimes times = new AcquireTimes();
  private final LongAdder timeouts = new LongAdder();
  private final LongAdder invalidated = new LongAdder();

  private ConnectionPool(DatabaseSettings settings) {
    this.settings = settings;
    this.watch = new DeadlineWatch(settings.name());
    this.source = new ConnectionSource(settings, watch);
    this.gate = new Gate(settings.pool().max(), settings.pool().queueLimit());
    this.watch.add(gate);
    this.hikari = new HikariDataSource(hikariConfig(settings, source));
  }

  /**
   * Opens a pool; connections follow in the background, so an absent server is no error here.
   *
   * @param settings where to, how many, and how long to wait
   * @return a pool that the caller must close
   */
  public static ConnectionPool open(DatabaseSettings settings) {
    return new ConnectionPool(settings);
  }

  private static HikariConfig hikariConfig(DatabaseSettings settings, ConnectionSource source) {
    PoolSettings pool = settings.pool();
    HikariConfig config = new HikariConfig();
    config.setPoolName(settings.name());
    config.setDataSource(source);
    config.setMinimumIdle(pool.size());
    config.setMaximumPoolSize(pool.max());
    config.setConnectionTimeout(ATTEMPT_MILLIS);
    config.setValidationTimeout(ATTEMPT_MILLIS);
    config.setMaxLifetime(pool.recycle().toMillis());
    if (pool.maxOverflow() > 0) {
      // With no surplus there is nothing to retire, and HikariCP would warn about the setting.
      config.setIdleTimeout(pool.idleTimeout().toMillis());
    }
    config.setKeepaliveTime(0);
    config.setInitializationFailTimeout(-1);
    return config;
  }

  /**
   * Takes a connection.
   *
   * @param deadline the {@link System#nanoTime()} by which the whole session must have ended
   * @param trustedNanos a connection that has been idle for longer is asked for a sign of life
   *     first, at the cost of a round trip; with 0 each one is, with {@link Long#MAX_VALUE} none
   * @return a connection in autocommit mode, clean
   * @throws PoolExhaustedException when none came free in time, or too many callers wait
   * @throws DatabaseUnavailableException when the server cannot be reached
   * @throws SessionInterruptedException when the thread is interrupted while it waits
   */
  public Lease acquire(long deadline, long trustedNanos) {
    long start = System.nanoTime();
    long patience = Math.min(settings.pool().acquireTimeout().toNanos(), deadline - start);
    requireServer();
    enterGate(patience, Math.min(patience, (deadline - start) / 2));
    try {
      Lease lease = borrow(start, patience, deadline, trustedNanos);
      times.record(System.nanoTime() - start);
      return lease;
    } catch (RuntimeException | Error e) {
      gate.leave();
      throw e;
    }
  }

  /** A connection of its own, outside the pool and its limits; the caller closes it. */
  Connection dedicated(Duration signInWithin) throws SQLException {
    return source.connect(signInWithin).driver();
  }

  /**
   * Asks the server, over another connection, what became of a transaction whose COMMIT was not
   * answered.
   *
   * @param transaction one that ran on a connection of this pool
   * @param until the {@link System#nanoTime()} at which it gives up
   * @return unknown also when the time ran out
   */
  public CommitOutcome outcome(TransactionId transaction, long until) {
    return new CommitInquiry(source, transaction, until).outcome();
  }

  /**
   * When those who wait now will have been served, at the rate that was measured.
   *
   * @return one second to one minute; one second when there was nothing to measure
   */
  public Duration retryAfter() {
    return clamped(gate.drainTime().orElse(LEAST_RETRY));
  }

  /** {@return one consistent look at the numbers} */
  public PoolStats stats() {
    HikariPoolMXBean pool = hikari.getHikariPoolMXBean();
    int total = pool == null ? 0 : pool.getTotalConnections();
    int checkedOut = pool == null ? 0 : Math.min(total, pool.getActiveConnections());
    int size = settings.pool().size();
    return new PoolStats(
        size,
        total - checkedOut,
        checkedOut,
        Math.max(0, total - size),
        invalidated.sum(),
        total,
        settings.pool().max(),
        gate.waiting(),
        times.count(),
        timeouts.sum(),
        times.percentile(50),
        times.percentile(99),
        times.max());
  }

  /**
   * Waits for what is in use, then closes everything.
   *
   * @param drain the longest wait; what is in use after it is cut off
   */
  public void close(Duration drain) {
    long end = System.nanoTime() + drain.toNanos();
    while (hikari.isRunning()
        && hikari.getHikariPoolMXBean().getActiveConnections() > 0
        && System.nanoTime() - end < 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(5));
    }
    close();
  }

  @Override
  public void close() {
    source.close();
    hikari.close();
    watch.close();
  }

  void takeBack(Connection pooled, PhysicalConnection physical) {
    physical.takeBack();
    try {
      pooled.close();
    } catch (SQLException e) {
      hikari.evictConnection(pooled);
    } finally {
      gate.leave();
    }
  }

  void throwAway(Connection pooled, PhysicalConnection physical) {
    try {
      physical.abort();
      physical.takeBack();
      hikari.evictConnection(pooled);
      invalidated.increment();
    } finally {
      gate.leave();
    }
  }

  /**
   * Replaces all connections of a generation, once however many of them ask for it.
   *
   * @return whether another connection may lead to another server
   */
  boolean endGeneration(PhysicalConnection member) {
    Generation.Word word = source.generation().end(member.generation());
    if (word == Generation.Word.ENDED) {
      LOGGER.log(
          Level.WARNING,
          "pool ''{0}'': the server is no primary any more; all connections are replaced",
          settings.name());
      hikari.getHikariPoolMXBean().softEvictConnections();
    }
    return word != Generation.Word.TOO_SOON;
  }

  long cleaningNanos() {
    return CLEANING_NANOS;
  }

  long abortAfterNanos() {
    return ABORT_AFTER_NANOS;
  }

  long wakeAfterNanos() {
    return WAKE_AFTER_NANOS;
  }

  /** Half of the budget is the most that is worth waiting for: the other half is for the work. */
  private void enterGate(long patience, long worthwhile) {
    Gate.Entry entry;
    try {
      entry = gate.enter(patience, worthwhile);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
    if (entry != Gate.Entry.ENTERED) {
      timeouts.increment();
      throw exhausted(entry, patience, worthwhile);
    }
  }

  private Lease borrow(long start, long patience, long deadline, long trustedNanos) {
    requireServer();
    while (true) {
      SQLException failure;
      try {
        Connection pooled = hikari.getConnection();
        PhysicalConnection physical = PhysicalConnection.behind(pooled);
        boolean doubtful = physical.idleNanos() >= trustedNanos || physical.hasUnreadInput();
        if (!doubtful || physical.answersWithin(attemptMillis(start, patience))) {
          return Lease.of(this, pooled, physical, deadline);
        }
        physical.abort();
        hikari.evictConnection(pooled);
        invalidated.increment();
        failure = new SQLException("the connection gave no sign of life", "08006");
      } catch (SQLException e) {
        failure = e;
      }
      requireMoreTime(failure, System.nanoTime() - start, patience);
    }
  }

  /** No longer than an attempt, and than there is time left. */
  private static int attemptMillis(long start, long patience) {
    long left = TimeUnit.NANOSECONDS.toMillis(patience - (System.nanoTime() - start));
    return (int) Math.clamp(left, 1, ATTEMPT_MILLIS);
  }

  private void requireMoreTime(SQLException failure, long waited, long patience) {
    if (Thread.currentThread().isInterrupted()) {
      // Every further attempt would fail at once: a busy loop until the patience ends.
      throw interrupted(failure);
    }
    if (hikari.isClosed()) {
      throw closed(failure);
    }
    requireServer();
    if (waited >= patience) {
      timeouts.increment();
      throw unavailable(UndisclosedException.reveal(failure), waited);
    }
  }

  /** Nobody waits for a server that is known to let nobody in. */
  private void requireServer() {
    Outage outage = source.outage().orElse(null);
    if (outage != null
        && outage.nanos() >= (outage.failure() == null ? SILENT_NANOS : ABSENT_NANOS)
        && hikari.isRunning()
        && hikari.getHikariPoolMXBean().getTotalConnections() == 0) {
      timeouts.increment();
      throw unavailable(outage.failure(), outage.nanos());
    }
  }

  private SessionClosedException closed(@Nullable SQLException cause) {
    return new SessionClosedException(
        "pool '%s' is closed; open the database again first".formatted(settings.name()), cause);
  }

  private SessionInterruptedException interrupted(Exception cause) {
    return new SessionInterruptedException(
        "pool '%s': interrupted while waiting for a connection".formatted(settings.name()), cause);
  }

  private PoolExhaustedException exhausted(Gate.Entry entry, long patience, long worthwhile) {
    if (hikari.isClosed()) {
      throw closed(null);
    }
    // Not the whole statistics: they cost too much for what an overload does thousands of times.
    HikariPoolMXBean now = hikari.getHikariPoolMXBean();
    Duration drain = gate.drainTime().orElse(LEAST_RETRY);
    String what =
        switch (entry) {
          case FULL ->
              "refused, %d callers wait already (database.pool.queue-limit)"
                  .formatted(settings.pool().queueLimit());
          case HOPELESS ->
              "refused, the queue takes %d ms and at most %d ms are worth waiting (database.session.timeout, database.pool.acquire-timeout)"
                  .formatted(drain.toMillis(), TimeUnit.NANOSECONDS.toMillis(worthwhile));
          default ->
              "no connection within %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(patience));
        };
    return new PoolExhaustedException(
        "pool '%s': %s (max=%d, active=%d, idle=%d, waiting=%d); slow statements, or database.pool.size too low"
            .formatted(
                settings.name(),
                what,
                settings.pool().max(),
                now.getActiveConnections(),
                now.getIdleConnections(),
                gate.waiting()),
        clamped(drain));
  }

  private static Duration clamped(Duration retry) {
    return retry.compareTo(LEAST_RETRY) < 0
        ? LEAST_RETRY
        : retry.compareTo(MOST_RETRY) > 0 ? MOST_RETRY : retry;
  }

  private DatabaseUnavailableException unavailable(@Nullable Throwable failure, long nanos) {
    PoolStats now = stats();
    Outage outage = source.outage().orElseGet(() -> new Outage(0, failure));
    return new DatabaseUnavailableException(
        "pool '%s': the server gave no connection for %d ms (max=%d, open=%d, %s); %s"
            .formatted(
                settings.name(),
                TimeUnit.NANOSECONDS.toMillis(nanos),
                now.max(),
                now.total(),
                outage.reason(),
                outage.advice()),
        failure);
  }
}
