package dev.heddle.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How far the run is: a bar on a terminal, and else a line whenever something new begins. It goes
 * to standard error, so that the table on standard output can be kept.
 */
final class Progress implements AutoCloseable {

  private static final int WIDTH = 28;
  private static final Duration REDRAW = Duration.ofMillis(250);

  private final PrintStream out;
  private final boolean terminal;
  private final Duration bound;
  private final long start = System.nanoTime();
  private final ReentrantLock lock = new ReentrantLock();
  private String step = "";
  private Duration before = Duration.ZERO;
  private Duration expected = Duration.ZERO;
  private long stepStart = start;
  private boolean closed;

  private Progress(PrintStream out, boolean terminal, Duration bound) {
    this.out = out;
    this.terminal = terminal;
    this.bound = bound;
  }

  /** On standard error. */
  static Progress start(boolean terminal, Duration bound) {
    Progress progress = new Progress(System.err, terminal, bound);
    if (terminal) {
      Thread.ofPlatform().name("progress").daemon().start(progress::animate);
    }
    return progress;
  }

  /** Something new begins, which should take this long. */
  void step(String what, Duration expectedTime) {
    lock.lock();
    try {
      before = before.plus(expected);
      step = what;
      expected = expectedTime;
      stepStart = System.nanoTime();
      if (terminal) {
        draw();
      } else {
        out.printf("%3d %%  %6s  %s%n", percent(), seconds(since(start)), what);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (terminal) {
        out.print("\r\u001b[K");
        out.flush();
      }
    } finally {
      lock.unlock();
    }
  }

  private void animate() {
    while (true) {
      LockSupport.parkNanos(REDRAW.toNanos());
      lock.lock();
      try {
        if (closed) {
          return;
        }
        draw();
      } finally {
        lock.unlock();
      }
    }
  }

  private void draw() {
    int full = WIDTH * percent() / 100;
    out.printf(
        "\r\u001b[K[%s%s] %3d %% %6s  %s",
        "#".repeat(full), ".".repeat(WIDTH - full), percent(), seconds(since(start)), step);
    out.flush();
  }

  private int percent() {
    Duration inStep = since(stepStart);
    Duration done = before.plus(inStep.compareTo(expected) < 0 ? inStep : expected);
    return (int) Math.min(99, 100 * done.toMillis() / Math.max(1, bound.toMillis()));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  static String seconds(Duration time) {
    long all = TimeUnit.MILLISECONDS.toSeconds(time.toMillis());
    return all < 60 ? all + " s" : "%d:%02d".formatted(all / 60, all % 60);
  }
}
