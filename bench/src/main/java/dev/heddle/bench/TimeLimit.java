package dev.heddle.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Interrupts the thread that made it when the time that was said beforehand is over. */
final class TimeLimit implements AutoCloseable {

  private volatile boolean closed;
  private volatile boolean over;
  private final Thread watch;

  private TimeLimit(Thread watched, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    this.watch =
        Thread.ofPlatform()
            .name("time-limit")
            .daemon()
            .unstarted(
                () -> {
                  for (long left = limit.toNanos(); left > 0; left = end - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                    if (closed) {
                      return;
                    }
                  }
                  over = true;
                  System.err.printf("%nThe time of %s is over.%n", Progress.seconds(limit));
                  watched.interrupt();
                });
  }

  static TimeLimit of(Duration limit) {
    TimeLimit started = new TimeLimit(Thread.currentThread(), limit);
    started.watch.start();
    return started;
  }

  /** Whether it has interrupted the thread. */
  boolean isOver() {
    return over;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(watch);
  }
}
