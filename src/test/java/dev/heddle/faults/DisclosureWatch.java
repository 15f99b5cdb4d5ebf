package dev.heddle.faults;

import dev.heddle.testing.Disclosure;
import dev.heddle.testing.LogTap;
import dev.heddle.testing.ServiceProcess;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Reads along while a row breaks things: what this JVM logs, at DEBUG, and what its clients are
 * answered. Neither may hold a password or what the driver or the server said; the log no value of
 * a parameter either. Safe for any number of threads.
 */
final class DisclosureWatch {

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

  private final Disclosure logged =
      new Disclosure().forbidText(Long.toString(Ledger.FIRST).substring(0, 10));

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

  /** Reads what a process of its own has said. */
  void read(ServiceProcess service) {
    service.output().forEach(line -> read("what the service said", line));
  }

  /** Reads what somebody was told. */
  void read(String where, String text) {
    if (anywhere.isIn(text) || PostgresServer.passwords().stream().anyMatch(text::contains)) {
      tell(where, text);
    }
  }

  private void read(LogRecord entry) {
    String text = text(entry);
    read("the log", text);
    if (logged.isIn(text)) {
      tell("the log, of a parameter's value", text);
    }
  }

  /** What a file would have without the time and the place, which cost more than all the rest. */
  private String text(LogRecord entry) {
    StringBuilder text =
        new StringBuilder(entry.getLoggerName()).append(' ').append(formatter.formatMessage(entry));
    append(text, entry.getThrown());
    return text.toString();
  }

  private static void append(StringBuilder text, @Nullable Throwable thrown) {
    for (@Nullable Throwable at = thrown; at != null; at = at.getCause()) {
      text.append('\n').append(at);
      for (Throwable suppressed : at.getSuppressed()) {
        append(text, suppressed);
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
