package dev.heddle.bench.shedding;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The policies that Heddle does not have, with the same hand-off and a timer for each who waits.
 */
final class WaitingLine implements Policy {

  /** Whom it refuses. */
  enum Rule {
    /** Who finds the queue full, or whose time is up. */
    QUEUE,
    /** Who has waited longest, when more wait than can be served in half of the budget. */
    OLDEST,
    /**
     * Who waits for the interval; and while the queue has not been empty for an interval, who waits
     * for the target, with the newest served first.
     */
    CODEL
  }

  private static final long TARGET_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private enum State {
    WAITING,
    SERVED,
    DROPPED
  }

  private static final class Waiter {

    private final Thread thread = Thread.currentThread();
    private volatile State state = State.WAITING;

    void end(State how) {
      state = how;
      LockSupport.unpark(thread);
    }
  }

  private final Rule rule;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiter> queue = new ArrayDeque<>();
  private int free = Callers.PLACES;
  private long lastEmpty = System.nanoTime();

  WaitingLine(Rule rule) {
    this.rule = rule;
  }

  @Override
  public boolean enter(long budgetNanos) throws InterruptedException {
    Waiter waiter = new Waiter();
    long now = System.nanoTime();
    long patience = budgetNanos;
    lock.lock();
    try {
      if (free > 0) {
        free--;
        return true;
      }
      if (queue.isEmpty()) {
        lastEmpty = now;
      }
      switch (rule) {
        case QUEUE -> {
          if (queue.size() >= Callers.QUEUE_LIMIT) {
            return false;
          }
        }
        case OLDEST -> {
          if (queue.size() >= Callers.CAPACITY * budgetNanos / 2e9) {
            queue.remove().end(State.DROPPED);
          }
        }
        case CODEL -> patience = isOverloaded(now) ? TARGET_NANOS : INTERVAL_NANOS;
      }
      queue.add(waiter);
    } finally {
      lock.unlock();
    }
    return await(waiter, now + Math.min(patience, budgetNanos));
  }

  private boolean isOverloaded(long now) {
    return now - lastEmpty > INTERVAL_NANOS;
  }

  private boolean await(Waiter waiter, long until) throws InterruptedException {
    while (waiter.state == State.WAITING) {
      long left = until - System.nanoTime();
      boolean interrupted = Thread.interrupted();
      if (interrupted || left <= 0) {
        boolean withdrawn = withdraw(waiter);
        if (interrupted) {
          if (!withdrawn && waiter.state == State.SERVED) {
            leave();
          }
          throw new InterruptedException();
        }
        if (withdrawn) {
          return false;
        }
      }
      LockSupport.parkNanos(this, Math.max(1, left));
    }
    return waiter.state == State.SERVED;
  }

  private boolean withdraw(Waiter waiter) {
    lock.lock();
    try {
      return queue.remove(waiter);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void leave() {
    lock.lock();
    try {
      if (queue.isEmpty()) {
        free++;
        return;
      }
      boolean newest = rule == Rule.CODEL && isOverloaded(System.nanoTime());
      (newest ? queue.removeLast() : queue.remove()).end(State.SERVED);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {}
}
