package dev.heddle.pool;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends what runs past its deadline, for all connections and sign-ins of a pool, from one thread. It
 * knows connections from their opening to their end, so that a session adds and removes nothing.
 */
final class DeadlineWatch implements AutoCloseable {

  private static final Logger LOGGER = System.getLogger(DeadlineWatch.class.getName());
  private static final long TICK_NANOS = 20_000_000;
  private static final long IDLE_TICK_NANOS = 100_000_000;

  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean closed;

  DeadlineWatch(String name) {
    this.thread = Thread.ofPlatform().daemon().name("heddle-watch-" + name).start(this::run);
  }

  void add(Watched added) {
    watched.add(added);
    if (closed) {
      added.abandon();
    }
  }

  void remove(Watched removed) {
    watched.remove(removed);
  }

  private void run() {
    boolean last;
    boolean busy;
    do {
      last = closed;
      busy = false;
      long now = System.nanoTime();
      for (Watched each : watched) {
        busy |= enforce(each, now);
      }
      LockSupport.parkNanos(this, busy ? TICK_NANOS : IDLE_TICK_NANOS);
    } while (busy || !last);
  }

  /** One connection's trouble must not leave all the others without a deadline. */
  private static boolean enforce(Watched each, long now) {
    try {
      return each.enforce(now);
    } catch (Throwable e) {
      LOGGER.log(Level.WARNING, "a deadline was not enforced: {0}", e.getClass().getName());
      return true;
    }
  }

  /**
   * Ends all that it still looks at, and what it is given from now on. Whoever still holds a
   * connection keeps his deadline.
   */
  @Override
  public void close() {
    closed = true;
    watched.forEach(Watched::abandon);
    LockSupport.unpark(thread);
  }
}
