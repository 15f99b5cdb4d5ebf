package dev.heddle.config;

import java.time.Duration;
import java.util.List;

/**
 * How many connections are kept, for how long, and how long a caller waits for one.
 *
 * @param size connections kept idle, beside those in use, 1 to 1000
 * @param maxOverflow extra connections under load, 0 to 1000
 * @param acquireTimeout longest wait for a connection, 1 ms to 1 h
 * @param queueLimit callers that may wait at once, 0 to 1000000; one more is refused at once
 * @param recycle age at which a connection is replaced, jittered, 30 s to 30 d; zero means never
 * @param idleTimeout idle time after which a connection beyond {@code size} is closed, 10 s to 1 d;
 *     zero means never
 * @param connectTimeout longest time for one connection attempt, 100 ms to 5 min
 */
public record PoolSettings(
    int size,
    int maxOverflow,
    Duration acquireTimeout,
    int queueLimit,
    Duration recycle,
    Duration idleTimeout,
    Duration connectTimeout) {

  static final Key<Integer> SIZE =
      Key.count("pool.size", 20, 1, 1000, "connections kept idle, beside those in use");
  static final Key<Integer> MAX_OVERFLOW =
      Key.count("pool.max-overflow", 30, 0, 1000, "extra connections under load");
  static final Key<Duration> ACQUIRE_TIMEOUT =
      Key.duration("pool.acquire-timeout", "30s", "1ms", "1h", "", "longest wait for a connection");
  static final Key<Integer> QUEUE_LIMIT =
      Key.count(
          "pool.queue-limit",
          10_000,
          0,
          1_000_000,
          "callers that may wait at once; one more is refused at once");
  // The least values of these two are HikariCP's own; it would replace smaller ones silently.
  static final Key<Duration> RECYCLE =
      Key.duration(
          "pool.recycle", "1h", "30s", "30d", "never", "age at which a connection is replaced");
  static final Key<Duration> IDLE_TIMEOUT =
      Key.duration(
          "pool.idle-timeout",
          "2m",
          "10s",
          "1d",
          "never",
          "idle time after which a connection beyond the size is closed");
  static final Key<Duration> CONNECT_TIMEOUT =
      Key.duration(
          "pool.connect-timeout",
          "5s",
          "100ms",
          "5m",
          "",
          "longest time for one connection attempt");

  static final List<Key<?>> KEYS =
      List.of(
          SIZE, MAX_OVERFLOW, ACQUIRE_TIMEOUT, QUEUE_LIMIT, RECYCLE, IDLE_TIMEOUT, CONNECT_TIMEOUT);

  /**
   * Every value is within its range.
   *
   * @throws dev.heddle.error.ConfigurationException when one is not
   */
  public PoolSettings {
    SIZE.check(size);
    MAX_OVERFLOW.check(maxOverflow);
    ACQUIRE_TIMEOUT.check(acquireTimeout);
    QUEUE_LIMIT.check(queueLimit);
    RECYCLE.check(recycle);
    IDLE_TIMEOUT.check(idleTimeout);
    CONNECT_TIMEOUT.check(connectTimeout);
  }

  /**
   * The shipped defaults.
   *
   * @return 20 kept, 30 more, 30 s to acquire, recycled after an hour
   */
  public static PoolSettings defaults() {
    return new PoolSettings(
        SIZE.defaultValue(),
        MAX_OVERFLOW.defaultValue(),
        ACQUIRE_TIMEOUT.defaultValue(),
        QUEUE_LIMIT.defaultValue(),
        RECYCLE.defaultValue(),
        IDLE_TIMEOUT.defaultValue(),
        CONNECT_TIMEOUT.defaultValue());
  }

  static PoolSettings read(SettingsReader in) {
    PoolSettings pool =
        new PoolSettings(
            in.read(SIZE),
            in.read(MAX_OVERFLOW),
            in.read(ACQUIRE_TIMEOUT),
            in.read(QUEUE_LIMIT),
            in.read(RECYCLE),
            in.read(IDLE_TIMEOUT),
            in.read(CONNECT_TIMEOUT));
    Duration longestIdle = pool.recycle.minusSeconds(1);
    if (!pool.recycle.isZero() && pool.idleTimeout.compareTo(longestIdle) > 0) {
      in.refuse(
          IDLE_TIMEOUT,
          "must be at least 1s shorter than "
              + in.fullName(RECYCLE)
              + ", which is "
              + Durations.format(pool.recycle)
              + "; shorten it or recycle later");
    }
    return pool;
  }

  /**
   * The most connections that can be open.
   *
   * @return {@code size + maxOverflow}
   */
  public int max() {
    return size + maxOverflow;
  }

  /**
   * These settings with another size and overflow.
   *
   * @param newSize connections kept idle, beside those in use
   * @param newMaxOverflow extra connections under load
   * @return the changed copy
   */
  public PoolSettings withSize(int newSize, int newMaxOverflow) {
    return new PoolSettings(
        newSize, newMaxOverflow, acquireTimeout, queueLimit, recycle, idleTimeout, connectTimeout);
  }

  /**
   * These settings with another longest wait.
   *
   * @param newAcquireTimeout longest wait for a connection
   * @return the changed copy
   */
  public PoolSettings withAcquireTimeout(Duration newAcquireTimeout) {
    return new PoolSettings(
        size, maxOverflow, newAcquireTimeout, queueLimit, recycle, idleTimeout, connectTimeout);
  }

  /**
   * These settings with another limit of waiting callers.
   *
   * @param newQueueLimit callers that may wait at once
   * @return the changed copy
   */
  public PoolSettings withQueueLimit(int newQueueLimit) {
    return new PoolSettings(
        size, maxOverflow, acquireTimeout, newQueueLimit, recycle, idleTimeout, connectTimeout);
  }

  /**
   * These settings with another limit of connection attempts.
   *
   * @param newConnectTimeout longest time for one connection attempt
   * @return the changed copy
   */
  public PoolSettings withConnectTimeout(Duration newConnectTimeout) {
    return new PoolSettings(
        size, maxOverflow, acquireTimeout, queueLimit, recycle, idleTimeout, newConnectTimeout);
  }
}
