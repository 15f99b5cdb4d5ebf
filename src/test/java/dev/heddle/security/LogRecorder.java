package dev.heddle.security;

import dev.heddle.testing.LogTap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Keeps everything that this JVM logs, at the finest level of the loggers named, until closed. */
final class LogRecorder implements AutoCloseable {

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final LogTap tap;

  private LogRecorder(String... names) {
    tap = LogTap.of(Level.FINEST, this::add, names);
  }

  static LogRecorder of(String... names) {
    return new LogRecorder(names);
  }

  /** Each entry with its logger, its message and the whole stack trace. */
  List<String> entries() {
    return List.copyOf(lines);
  }

  private void add(LogRecord entry) {
    lines.add(entry.getLoggerName() + " " + formatter.format(entry));
  }

  @Override
  public void close() {
    tap.close();
  }
}
