package dev.heddle.faults;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How long this machine has, at the worst, kept a thread waiting that had only slept for a moment:
 * by so much any time that is measured meanwhile may be too long, whatever is measured.
 */
final class Standstill implements AutoCloseable {

  private static final long NAP_NANOS = 2_000_000;

  private final AtomicLong worst = new AtomicLong();
  private volatile boolean over;

  private Standstill() {}

  static Standstill watch() {
    Standstill standstill = new Standstill();
    Thread.ofPlatform().daemon().name("standstill").start(standstill::run);
    return standstill;
  }

  /** The longest until now. */
  Duration worst() {
    return Duration.ofNanos(worst.get());
  }

  @Override
  public void close() {
    over = true;
  }

  private void run() {
    while (!over) {
      long start = System.nanoTime();
      LockSupport.parkNanos(this, NAP_NANOS);
      worst.accumulateAndGet(System.nanoTime() - start - NAP_NANOS, Math::max);
    }
  }
}
