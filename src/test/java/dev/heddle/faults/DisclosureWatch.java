package dev.heddle.faults;

import dev.heddle.testing.Disclosure;
import dev.heddle.testing.LogTap;
import dev.heddle.testing.ServiceProcess;
import io.helidon.dbclient.DbClientException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Reads along while a row breaks things: what this JVM logs, at DEBUG, what its clients are
 * answered, and what callers are thrown. None may hold a password or what the driver or the server
 * said; all but the answers no value of a parameter either. Safe for any number of threads.
 */
final class DisclosureWatch {

  /** The values of parameters that are watched for begin with it, and nothing else does. */
  static final String VALUE = Long.toString(Ledger.FIRST).substring(0, 10);

  private static final int MOST_TOLD = 3;
  private static final int MOST_CHARACTERS = 400;

  private final SimpleFormatter formatter = new SimpleFormatter();
  private final Consumer<String> told;
  private final AtomicInteger found = new AtomicInteger();

  private final Disclosure anywhere =
      new Disclosure()
          .forbidText("FATAL: ")
          .forbidText("ERROR: ")
          .forbidText("PSQLException: ")
          .forbidText("An I/O error occurred")
          .forbidText("The connection attempt failed")
          .forbidText("Check that the hostname and port")
          .forbidText("canceling statement due to")
          .forbidText("terminating connection due to")
          .forbidText("could not serialize access")
          .forbidText("deadlock detected")
          .forbidText("No space left on device")
          .forbidText("remaining connection slots")
          .forbidText("This connection has been closed");

  private final Disclosure unanswered = new Disclosure().forbidText(VALUE);

  /**
   * A watch that does not read the log.
   *
   * @param told gets the first texts that should not be there
   */
  DisclosureWatch(Consumer<String> told) {
    this.told = told;
  }

  /** Reads the log as well, until that is closed. */
  LogTap readLog() {
    return LogTap.of(
        Level.FINE, this::read, "dev.heddle", "com.zaxxer.hikari", "org.postgresql", "io.helidon");
  }

  /** Reads what a process of its own has said, which holds no value of a parameter either. */
  void read(ServiceProcess service) {
    service.output().forEach(line -> readWithoutValues("what the service said", line));
  }

  /** Reads what somebody was told. */
  void read(String where, String text) {
    if (anywhere.isIn(text) || holdsPassword(text)) {
      tell(where, text);
    }
  }

  /**
   * Reads what somebody was thrown, and what Heddle said behind it. What the driver said there is
   * confidential and may be read by nobody but the application, but is no place for a password.
   */
  void read(String where, Throwable thrown) {
    readWithoutValues(where, text(thrown, at -> at == thrown || at instanceof DbClientException));
    String all = text(thrown, _ -> true);
    if (holdsPassword(all)) {
      tell(where, all);
    }
  }

  /** Reads what the threads of this JVM are called now. */
  void readThreadNames() {
    Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .forEach(name -> read("the name of a thread", name));
  }

  private void read(LogRecord entry) {
    readWithoutValues("the log", text(entry));
  }

  private void readWithoutValues(String where, String text) {
    read(where, text);
    if (unanswered.isIn(text)) {
      tell(where + ", of a parameter's value", text);
    }
  }

  private static boolean holdsPassword(String text) {
    return PostgresServer.passwords().stream().anyMatch(text::contains);
  }

  /** What a file would have without the time and the place, which cost more than all the rest. */
  private String text(LogRecord entry) {
    return entry.getLoggerName()
        + ' '
        + formatter.formatMessage(entry)
        + text(entry.getThrown(), _ -> true);
  }

  /** An exception, its causes and what each of them suppressed, as far as it is to be read. */
  private static String text(@Nullable Throwable thrown, Predicate<Throwable> which) {
    StringBuilder text = new StringBuilder();
    append(text, thrown, which);
    return text.toString();
  }

  private static void append(
      StringBuilder text, @Nullable Throwable thrown, Predicate<Throwable> which) {
    for (@Nullable Throwable at = thrown; at != null; at = at.getCause()) {
      if (which.test(at)) {
        text.append('\n').append(at);
      }
      for (Throwable suppressed : at.getSuppressed()) {
        append(text, suppressed, which);
      }
    }
  }

  private void tell(String where, String text) {
    if (found.incrementAndGet() <= MOST_TOLD) {
      told.accept(
          "disclosed in %s: %s"
              .formatted(where, text.substring(0, Math.min(MOST_CHARACTERS, text.length()))));
    }
  }
}
