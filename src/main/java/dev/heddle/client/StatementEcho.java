package dev.heddle.client;

import dev.heddle.config.EchoSettings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Logs each statement with its parameters' types, rows, duration and session; the values only when
 * {@code database.echo.values} is on as well.
 */
public final class StatementEcho {

  private static final Logger LOGGER = System.getLogger("dev.heddle.sql");

  private final EchoSettings settings;

  private StatementEcho(EchoSettings settings) {
    this.settings = settings;
  }

  /**
   * An echo as configured.
   *
   * @param settings whether to log, and whether with values
   * @return an echo that any number of threads may share
   */
  public static StatementEcho of(EchoSettings settings) {
    return new StatementEcho(settings);
  }

  boolean isEnabled() {
    return settings.enabled();
  }

  void log(
      String session,
      String statement,
      List<@Nullable Object> parameters,
      String outcome,
      long nanos) {
    LOGGER.log(
        Level.INFO,
        "session={0} micros={1} {2} parameters=[{3}] {4}",
        session,
        Long.toString(TimeUnit.NANOSECONDS.toMicros(nanos)),
        outcome,
        parameters.stream().map(this::shown).collect(Collectors.joining(", ")),
        statement.strip());
  }

  private String shown(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    String type = value.getClass().getSimpleName();
    if (!settings.values()) {
      return type;
    }
    return type + " " + (value instanceof Object[] array ? Arrays.deepToString(array) : value);
  }
}
