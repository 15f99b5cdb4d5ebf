package dev.heddle.pool;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The fair queue in front of the pool: first come, first served, bounded in length and in time.
 * With as many places as the pool has connections nobody ever queues inside the pool, whose own
 * hand-off is neither fair nor bounded in length.
 */
final class Gate {

  /** How a request for a place ended. */
  enum Entry {
    ENTERED,
    TIMED_OUT,
    FULL
  }

  private final Semaphore places;
  private final AtomicInteger waiting = new AtomicInteger();
  private final int queueLimit;

  Gate(int places, int queueLimit) {
    this.places = new Semaphore(places, true);
    this.queueLimit = queueLimit;
  }

  /** Takes a place, waiting in line for at most the given time. */
  Entry enter(long nanos) throws InterruptedException {
    // Without a time limit tryAcquire() would overtake those who wait; with a limit of zero it does
    // not.
    if (places.tryAcquire(0, TimeUnit.NANOSECONDS)) {
      return Entry.ENTERED;
    }
    if (waiting.incrementAndGet() > queueLimit) {
      waiting.decrementAndGet();
      return Entry.FULL;
    }
    try {
      return places.tryAcquire(nanos, TimeUnit.NANOSECONDS) ? Entry.ENTERED : Entry.TIMED_OUT;
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Gives the place to whoever has waited longest. */
  void leave() {
    places.release();
  }

  /** How many wait now. */
  int waiting() {
    return waiting.get();
  }
}
