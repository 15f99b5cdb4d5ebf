package dev.heddle.pool;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends what runs past its deadline, for all connections of a pool, from one thread. A statement is
 * cancelled through the protocol; a connection whose holder went away is taken back.
 */
final class DeadlineWatch implements AutoCloseable {

  private static final Logger LOGGER = System.getLogger(DeadlineWatch.class.getName());
  private static final long TICK_NANOS = 20_000_000;
  private static final long IDLE_TICK_NANOS = 100_000_000;

  private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  DeadlineWatch(String name) {
    this.thread = Thread.ofPlatform().daemon().name("heddle-watch-" + name).start(this::run);
  }

  void add(Lease lease) {
    leases.add(lease);
  }

  void remove(Lease lease) {
    leases.remove(lease);
  }

  /** Whether any connection is held. */
  boolean isBusy() {
    return !leases.isEmpty();
  }

  private void run() {
    while (!closed) {
      long now = System.nanoTime();
      for (Lease lease : leases) {
        enforce(lease, now);
      }
      LockSupport.parkNanos(this, leases.isEmpty() ? IDLE_TICK_NANOS : TICK_NANOS);
    }
  }

  /** One connection's trouble must not leave all the others without a deadline. */
  private static void enforce(Lease lease, long now) {
    try {
      lease.enforce(now);
    } catch (RuntimeException e) {
      LOGGER.log(Level.WARNING, "a deadline was not enforced: {0}", e.getClass().getName());
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
