package dev.heddle.web;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * How a server takes its leave: at first it only says so, by not being ready and by closing each
 * connection after its next answer; then it takes nobody new on, and what was begun is finished.
 */
final class Drain {

  private enum Phase {
    SERVING,
    /** Everybody is served, but told to go elsewhere next time. */
    LEAVING,
    /** Only those who were connected before are served, once more. */
    FINISHING
  }

  private static final System.Logger LOGGER = System.getLogger(Drain.class.getName());

  /** For a request that is on its way over a connection that was kept for it. */
  private static final Duration LAST_CALL = Duration.ofMillis(100);

  private static final Duration TICK = Duration.ofMillis(5);

  private final Clients clients = new Clients();
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.SERVING);

  Clients clients() {
    return clients;
  }

  /** The server has stopped; another one may serve. */
  void reset() {
    phase.set(Phase.SERVING);
  }

  /** Whether the stop has begun. */
  boolean isLeaving() {
    return phase.get() != Phase.SERVING;
  }

  /** Whether who connects now is too late. */
  boolean isFinishing() {
    return phase.get() == Phase.FINISHING;
  }

  /**
   * Takes the leave, and returns when nothing is at work any more, or when the time is over: then
   * what is still at work was interrupted.
   *
   * @param delay how long new work is still taken on
   * @param timeout how long what was begun may take after that
   */
  void run(Duration delay, Duration timeout) {
    phase.compareAndSet(Phase.SERVING, Phase.LEAVING);
    LOGGER.log(
        Level.INFO, "stopping: not ready any more, {0} request(s) at work", clients.atWork());
    long finishing = System.nanoTime() + delay.toNanos();
    waitUntil(finishing);
    phase.set(Phase.FINISHING);
    long lastCall = finishing + LAST_CALL.toNanos();
    while (!clients.isEmpty() && System.nanoTime() - lastCall < 0) {
      LockSupport.parkNanos(TICK.toNanos());
    }
    long end = finishing + timeout.toNanos();
    while (clients.atWork() > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(TICK.toNanos());
    }
    long cut = clients.atWork();
    if (cut > 0) {
      LOGGER.log(
          Level.WARNING,
          "stopping: {0} request(s) not finished within {1} ms (server.limits.drain-timeout) are"
              + " interrupted",
          cut,
          timeout.toMillis());
      clients.interruptWork();
    }
  }

  private static void waitUntil(long then) {
    for (long left = then - System.nanoTime(); left > 0; left = then - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
