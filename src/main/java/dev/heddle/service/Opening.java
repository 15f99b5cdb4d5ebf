package dev.heddle.service;

import dev.heddle.error.ConfigurationException;
import dev.heddle.error.DatabaseUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Brings the database into use in the background. An absent server is waited for, however long that
 * takes; any other failure is fatal, because waiting does not mend it.
 */
final class Opening {

  private static final System.Logger LOGGER = System.getLogger(Opening.class.getName());

  /** A server that is full or starting is not helped by being asked more often. */
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Runnable steps;
  private final Consumer<Throwable> fatal;
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private volatile boolean done;

  private Opening(Runnable steps, Consumer<Throwable> fatal) {
    this.steps = steps;
    this.fatal = fatal;
  }

  /**
   * Takes the steps until they succeed.
   *
   * @param steps safe to repeat; {@link DatabaseUnavailableException}, and a password that cannot
   *     be read, mean to try again
   * @param fatal is given any other failure
   */
  static Opening start(Runnable steps, Consumer<Throwable> fatal) {
    Opening opening = new Opening(steps, fatal);
    Thread.ofVirtual().name("open-database").start(opening::run);
    return opening;
  }

  /** Whether the steps have succeeded. */
  boolean isDone() {
    return done;
  }

  /** Waits for the end, be it a success, a failure that is fatal, or {@link #cancel()}. */
  void await(Duration limit) {
    try {
      var _ = over.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives up waiting for the server. */
  void cancel() {
    cancelled.countDown();
  }

  private void run() {
    String told = "";
    try {
      do {
        try {
          steps.run();
          done = true;
        } catch (DatabaseUnavailableException | ConfigurationException e) {
          // The configuration was valid: a password's file is away while it is replaced.
          told = tell(String.valueOf(e.getMessage()), told);
        }
      } while (!done && !cancelled.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      fatal.accept(e);
    } finally {
      over.countDown();
    }
  }

  /** The same reason is told once, not every second, however long it has lasted by now. */
  private static String tell(String reason, String told) {
    String apartFromNumbers = reason.replaceAll("=\\d+|\\d+ ms", "");
    if (!apartFromNumbers.equals(told)) {
      LOGGER.log(System.Logger.Level.WARNING, "not ready, will try again: {0}", reason);
    }
    return apartFromNumbers;
  }
}
