package dev.heddle.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads along what this JVM logs, with some loggers at another level, until closed. */
public final class LogTap extends Handler implements AutoCloseable {

  private static final Logger ROOT = Logger.getLogger("");

  private final Consumer<LogRecord> reader;

  /** Held, since the log's own manager would forget them and their level. */
  private final List<Logger> loggers;

  private final List<@Nullable Level> levels = new ArrayList<>();

  private LogTap(Consumer<LogRecord> reader, List<Logger> loggers) {
    this.reader = reader;
    this.loggers = loggers;
    setLevel(Level.ALL);
  }

  /**
   * Reads along from now on.
   *
   * @param level of the loggers named, until it is closed
   * @param reader called on the thread that logs
   * @param names of loggers
   */
  public static LogTap of(Level level, Consumer<LogRecord> reader, String... names) {
    LogTap tap = new LogTap(reader, Stream.of(names).map(Logger::getLogger).toList());
    for (Logger logger : tap.loggers) {
      tap.levels.add(logger.getLevel());
      logger.setLevel(level);
    }
    ROOT.addHandler(tap);
    return tap;
  }

  @Override
  public void publish(LogRecord entry) {
    reader.accept(entry);
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
