package dev.heddle.config;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what the PostgreSQL driver logs from telling secrets, whatever level its loggers have.
 * Below INFO the driver logs its conversation with the server: bound values, the server's errors,
 * answers to a password. That is dropped. From INFO on it is passed on without the text of an
 * exception.
 *
 * <p>Stands between the logger {@code org.postgresql} and those above it, so a handler that an
 * application adds to {@code org.postgresql} itself still gets everything. Filters on each of the
 * driver's loggers were rejected: a new version of the driver may have new ones.
 */
public final class DriverLog extends Handler {

  /** Held here, because the log manager forgets loggers that nobody holds. */
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  static {
    DRIVER.addHandler(new DriverLog());
    DRIVER.setUseParentHandlers(false);
  }

  private DriverLog() {}

  /** Sees to it from now on; again and again is the same as once. */
  public static void restrain() {
    // Loading the class has done it.
  }

  /** Passes an entry on, or drops it. */
  @Override
  public void publish(LogRecord entry) {
    if (entry.getLevel().intValue() < Level.INFO.intValue()) {
      return;
    }
    LogRecord passed = discreet(entry);
    @Nullable Logger above = DRIVER.getParent();
    while (above != null) {
      for (Handler handler : above.getHandlers()) {
        handler.publish(passed);
      }
      above = above.getUseParentHandlers() ? above.getParent() : null;
    }
  }

  @Override
  public void flush() {
    // Nothing is held back here.
  }

  @Override
  public void close() {
    // Nothing is open here.
  }

  private static LogRecord discreet(LogRecord entry) {
    @Nullable Throwable thrown = entry.getThrown();
    if (thrown == null) {
      return entry;
    }
    LogRecord copy = new LogRecord(entry.getLevel(), entry.getMessage());
    copy.setLoggerName(entry.getLoggerName());
    copy.setInstant(entry.getInstant());
    copy.setParameters(entry.getParameters());
    copy.setSourceClassName(entry.getSourceClassName());
    copy.setSourceMethodName(entry.getSourceMethodName());
    return copy;
  }
}
