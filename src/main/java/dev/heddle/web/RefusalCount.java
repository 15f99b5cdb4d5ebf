package dev.heddle.web;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets one line a second be logged about refusals, and counts the others. A refusal has to be cheap
 * when there are thousands in a second: a line for each cost several times what refusing did, and
 * took its time from the requests that were not refused.
 */
final class RefusalCount {

  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private final AtomicLong last;
  private final LongAdder silent = new LongAdder();

  RefusalCount(long now) {
    this.last = new AtomicLong(now - INTERVAL);
  }

  /**
   * Counts a refusal.
   *
   * @param now from {@link System#nanoTime()}
   * @return how many there were since the last line, this one not counted, when it is time for the
   *     next one; else empty
   */
  OptionalLong add(long now) {
    long before = last.get();
    if (now - before >= INTERVAL && last.compareAndSet(before, now)) {
      return OptionalLong.of(silent.sumThenReset());
    }
    silent.increment();
    return OptionalLong.empty();
  }
}
