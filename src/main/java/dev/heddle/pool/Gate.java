package dev.heddle.pool;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The fair queue in front of the pool: first come, first served, bounded in length and in time. Who
 * leaves hands its place to whoever has waited longest; nobody overtakes, and nobody spins. With as
 * many places as the pool has connections nobody ever queues inside the pool, whose own hand-off is
 * neither fair nor bounded in length.
 *
 * <p>Waiting threads park without a time limit of their own, since a timer for each costs more than
 * the hand-off; the {@link DeadlineWatch} ends what waits too long.
 */
final class Gate implements Watched {

  /** How a request for a place ended. */
  enum Entry {
    ENTERED,
    TIMED_OUT,
    FULL,
    HOPELESS
  }

  /** One who waits. */
  private static final class Waiter {

    private final Thread thread = Thread.currentThread();
    private final long until;
    private volatile boolean over;

    /** Written before {@code over}. */
    private Entry entry = Entry.TIMED_OUT;

    Waiter(long until) {
      this.until = until;
    }

    void end(Entry how) {
      entry = how;
      over = true;
      LockSupport.unpark(thread);
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiter> queue = new ArrayDeque<>();
  private final DrainRate rate = new DrainRate();
  private final int queueLimit;
  private int free;
  private boolean closed;

  Gate(int places, int queueLimit) {
    this.free = places;
    this.queueLimit = queueLimit;
  }

  /**
   * Takes a place, waiting in line for at most the given time; not at all when the queue is so long
   * that its turn would come later than is worthwhile.
   */
  Entry enter(long nanos, long worthwhileNanos) throws InterruptedException {
    Waiter waiter;
    lock.lock();
    try {
      if (free > 0) {
        free--;
        return Entry.ENTERED;
      }
      long now = System.nanoTime();
      if (closed) {
        return Entry.TIMED_OUT;
      }
      if (queue.size() >= queueLimit) {
        return Entry.FULL;
      }
      Optional<Duration> turn = rate.timeFor(queue.size() + 1, now);
      // Somebody must wait, or how fast the queue moves now is never measured again.
      if (!queue.isEmpty() && turn.isPresent() && turn.get().toNanos() > worthwhileNanos) {
        return Entry.HOPELESS;
      }
      if (queue.isEmpty()) {
        rate.begin(now);
      }
      waiter = new Waiter(now + nanos);
      queue.add(waiter);
    } finally {
      lock.unlock();
    }
    return await(waiter);
  }

  private Entry await(Waiter waiter) throws InterruptedException {
    while (!waiter.over) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        withdraw(waiter);
        throw new InterruptedException();
      }
    }
    return waiter.entry;
  }

  /** A place that was given at this very moment goes to the next one. */
  private void withdraw(Waiter waiter) {
    boolean waited;
    lock.lock();
    try {
      waited = queue.remove(waiter);
      endIfEmpty();
    } finally {
      lock.unlock();
    }
    if (!waited && waiter.entry == Entry.ENTERED) {
      leave();
    }
  }

  /** Gives the place to whoever has waited longest. */
  void leave() {
    Waiter next;
    lock.lock();
    try {
      next = queue.poll();
      if (next == null) {
        free++;
        return;
      }
      rate.served(System.nanoTime());
      endIfEmpty();
      next.entry = Entry.ENTERED;
    } finally {
      lock.unlock();
    }
    next.end(Entry.ENTERED);
  }

  /** How many wait now. */
  int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /** When all who wait now will have been served; empty when that was not measured. */
  Optional<Duration> drainTime() {
    lock.lock();
    try {
      return rate.timeFor(queue.size(), System.nanoTime());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean enforce(long now) {
    List<Waiter> late = new ArrayList<>();
    boolean busy;
    lock.lock();
    try {
      busy = !queue.isEmpty();
      if (busy) {
        queue.removeIf(waiter -> now - waiter.until >= 0 && late.add(waiter));
        endIfEmpty();
      }
    } finally {
      lock.unlock();
    }
    late.forEach(waiter -> waiter.end(Entry.TIMED_OUT));
    return busy;
  }

  /** Whoever waits for a pool that was closed finds out from it; nobody waits from now on. */
  @Override
  public void abandon() {
    List<Waiter> left;
    lock.lock();
    try {
      closed = true;
      left = List.copyOf(queue);
      queue.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(waiter -> waiter.end(Entry.TIMED_OUT));
  }

  private void endIfEmpty() {
    if (queue.isEmpty()) {
      rate.end(System.nanoTime());
    }
  }
}
