package dev.heddle.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Keeps everything that this JVM logs, at the finest level of the loggers named, until closed. */
final class LogRecorder extends Handler implements AutoCloseable {

  private static final Logger ROOT = Logger.getLogger("");

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final List<Logger> loggers;
  private final List<@Nullable Level> levels = new ArrayList<>();

  private LogRecorder(List<Logger> loggers) {
    this.loggers = loggers;
    setLevel(Level.ALL);
    setFormatter(new SimpleFormatter());
  }

  static LogRecorder of(String... names) {
    List<Logger> loggers = new ArrayList<>();
    for (String name : names) {
      loggers.add(Logger.getLogger(name));
    }
    LogRecorder recorder = new LogRecorder(loggers);
    for (Logger logger : loggers) {
      recorder.levels.add(logger.getLevel());
      logger.setLevel(Level.FINEST);
    }
    ROOT.addHandler(recorder);
    return recorder;
  }

  /** Each entry with its logger, its message and the whole stack trace. */
  List<String> entries() {
    return List.copyOf(lines);
  }

  @Override
  public void publish(LogRecord entry) {
    lines.add(entry.getLoggerName() + " " + getFormatter().format(entry));
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    ROOT.removeHandler(this);
    for (int i = 0; i < loggers.size(); i++) {
      loggers.get(i).setLevel(levels.get(i));
    }
  }
}
