package dev.heddle.pool;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How fast a queue moves, measured over the last one to two seconds in which somebody waited, and
 * forgotten ten seconds later. Not safe for several threads at once.
 */
final class DrainRate {

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Fewer say too little. */
  private static final int LEAST = 16;

  /**
   * What was seen for less than a window says nothing of a time that is longer than so often it.
   */
  private static final int FAR = 8;

  private long before;
  private long beforeNanos;
  private long served;
  private long servedNanos;
  private long busySince;
  private long lastBusy;
  private boolean busy;

  /** Somebody waits, after nobody did. */
  void begin(long now) {
    if (now - lastBusy > FORGOTTEN_NANOS) {
      before = 0;
      beforeNanos = 0;
      served = 0;
      servedNanos = 0;
    }
    busy = true;
    busySince = now;
  }

  /** One who waited was served. */
  void served(long now) {
    served++;
    measure(now);
    if (servedNanos >= WINDOW_NANOS && served >= LEAST) {
      before = served;
      beforeNanos = servedNanos;
      served = 0;
      servedNanos = 0;
    }
  }

  /** Nobody waits any more. */
  void end(long now) {
    measure(now);
    busy = false;
  }

  /**
   * The time until so many are served; empty while too few were, or for too short a time to tell: a
   * pool that is only being filled serves slowly at first.
   */
  Optional<Duration> timeFor(int position, long now) {
    long counted = before + served;
    if (counted < LEAST || (!busy && now - lastBusy > FORGOTTEN_NANOS)) {
      return Optional.empty();
    }
    long nanos = beforeNanos + servedNanos + (busy ? now - busySince : 0);
    long expected = (long) ((double) nanos / counted * position);
    return nanos < WINDOW_NANOS && expected > FAR * nanos
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(expected));
  }

  private void measure(long now) {
    if (busy) {
      servedNanos += now - busySince;
      busySince = now;
      lastBusy = now;
    }
  }
}
