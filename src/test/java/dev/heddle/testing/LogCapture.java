package dev.heddle.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that a logger and those below it write, as it is written, until closed. */
public final class LogCapture extends Handler implements AutoCloseable {

  /** Held, since the log's own manager would forget it and its handler. */
  private final Logger logger;

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  private LogCapture(Logger logger) {
    this.logger = logger;
  }

  /** Begins to capture what the logger of this name writes; the empty name is that of all. */
  public static LogCapture of(String name) {
    LogCapture capture = new LogCapture(Logger.getLogger(name));
    capture.logger.addHandler(capture);
    return capture;
  }

  /** What was written from a level on, formatted with its exceptions as a file would have it. */
  public List<String> from(Level level) {
    SimpleFormatter formatter = new SimpleFormatter();
    return records.stream()
        .filter(each -> each.getLevel().intValue() >= level.intValue())
        .map(formatter::format)
        .toList();
  }

  @Override
  public void publish(LogRecord logged) {
    records.add(logged);
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
