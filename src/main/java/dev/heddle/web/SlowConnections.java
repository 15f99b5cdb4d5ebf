package dev.heddle.web;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes each watched connection within a fifth of a second of the end of its patience, which
 * Helidon's own timeouts do not do: an NIO socket has none for reads, and a drip resets those of
 * others. Its one virtual thread lives as long as there are connections.
 */
final class SlowConnections {

  private static final long TICK = Duration.ofMillis(100).toNanos();

  private final Set<Watched> all = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean watching = new AtomicBoolean();

  /** One connection; equal to itself only. */
  static final class Watched {

    private final Patience patience;
    private final Runnable close;

    Watched(Patience patience, Runnable close) {
      this.patience = patience;
      this.close = close;
    }
  }

  void watch(Watched connection) {
    all.add(connection);
    if (watching.compareAndSet(false, true)) {
      Thread.ofVirtual().name("heddle-slow-connections").start(this::closeSlowOnes);
    }
  }

  void forget(Watched connection) {
    all.remove(connection);
  }

  private void closeSlowOnes() {
    do {
      while (!all.isEmpty()) {
        LockSupport.parkNanos(TICK);
        all.removeIf(SlowConnections::closeIfSlow);
      }
      watching.set(false);
    } while (!all.isEmpty() && watching.compareAndSet(false, true));
  }

  private static boolean closeIfSlow(Watched connection) {
    boolean slow = connection.patience.isExhausted();
    if (slow) {
      // On a thread of its own: a TLS socket says goodbye, for which its peer may not listen.
      Thread.startVirtualThread(connection.close);
    }
    return slow;
  }
}
