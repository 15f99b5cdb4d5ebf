package dev.heddle.config;

import java.time.Duration;

/**
 * How many connections are kept, for how long, and how long a caller waits for one.
 *
 * @param size connections kept, 1 to 1000
 * @param maxOverflow extra connections under load, 0 to 1000
 * @param acquireTimeout longest wait for a connection
 * @param queueLimit callers that may wait at once; one more is refused at once
 * @param recycle age at which a connection is replaced, jittered; zero means never
 * @param idleTimeout idle time after which a connection beyond {@code size} is closed
 * @param connectTimeout longest time for one connection attempt
 */
public record PoolSettings(
    int size,
    int maxOverflow,
    Duration acquireTimeout,
    int queueLimit,
    Duration recycle,
    Duration idleTimeout,
    Duration connectTimeout) {

  /** The shipped defaults: 20 kept, 30 more, 30 s to acquire, recycled after an hour. */
  public static PoolSettings defaults() {
    return new PoolSettings(
        20,
        30,
        Duration.ofSeconds(30),
        10_000,
        Duration.ofHours(1),
        Duration.ofMinutes(2),
        Duration.ofSeconds(5));
  }

  /** The most connections that can be open: {@code size + maxOverflow}. */
  public int max() {
    return size + maxOverflow;
  }

  /** These settings with another size and overflow. */
  public PoolSettings withSize(int newSize, int newMaxOverflow) {
    return new PoolSettings(
        newSize, newMaxOverflow, acquireTimeout, queueLimit, recycle, idleTimeout, connectTimeout);
  }

  /** These settings with another longest wait. */
  public PoolSettings withAcquireTimeout(Duration newAcquireTimeout) {
    return new PoolSettings(
        size, maxOverflow, newAcquireTimeout, queueLimit, recycle, idleTimeout, connectTimeout);
  }

  /** These settings with another limit of waiting callers. */
  public PoolSettings withQueueLimit(int newQueueLimit) {
    return new PoolSettings(
        size, maxOverflow, acquireTimeout, newQueueLimit, recycle, idleTimeout, connectTimeout);
  }
}
