package dev.heddle.service;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices that the process which started this one is gone, however it ended: Maven ends at once on
 * SIGTERM and tells its child nothing. {@code ProcessHandle.onExit} would take up to five seconds,
 * and the end of standard input means nothing where that was never open.
 */
final class ParentWatch {

  private static final Duration INTERVAL = Duration.ofMillis(100);

  private ParentWatch() {}

  /** Runs the action once this process's parent has ended; at once when it has none. */
  static void start(Runnable action) {
    long parent = parent();
    Thread.ofVirtual()
        .name("parent-watch")
        .start(
            () -> {
              while (parent() == parent) {
                LockSupport.parkNanos(INTERVAL.toNanos());
              }
              action.run();
            });
  }

  private static long parent() {
    return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
  }
}
