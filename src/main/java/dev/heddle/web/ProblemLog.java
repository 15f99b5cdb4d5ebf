package dev.heddle.web;

import dev.heddle.error.PoolExhaustedException;
import dev.heddle.error.SqlStates;
import java.lang.System.Logger.Level;
import java.util.UUID;

/**
 * Logs each problem once, in one line, under the id that its client was given: the status, what the
 * failure is and where it was thrown, but never what it says, since that may hold a value or a text
 * of the driver. Of those who were refused because too much was going on, one a second is logged,
 * with the number of the others.
 */
final class ProblemLog {

  private static final System.Logger LOGGER = System.getLogger(ProblemLog.class.getName());

  private static final RefusalCount REFUSALS = new RefusalCount(System.nanoTime());

  private ProblemLog() {}

  /** Logs a problem and gives it its id. */
  static String log(Problem problem, Throwable failure) {
    String id = UUID.randomUUID().toString();
    if (failure instanceof TooManyRequestsException || failure instanceof PoolExhaustedException) {
      REFUSALS.add(System.nanoTime()).ifPresent(others -> logRefusal(id, failure, others));
      return id;
    }
    boolean ours = problem.status().code() == 500;
    Level level = problem.status().code() < 500 ? Level.INFO : Level.WARNING;
    LOGGER.log(
        level,
        () ->
            "problem %s: status %d, %s%s"
                .formatted(
                    id, problem.status().code(), describe(failure), ours ? place(failure) : ""));
    return id;
  }

  private static void logRefusal(String id, Throwable failure, long others) {
    LOGGER.log(
        Level.WARNING,
        () ->
            "problem %s: status 503, %s, and %d more since the last such line"
                .formatted(id, describe(failure), others));
  }

  /** Logs a failure that no client can be told of any more. */
  static void logAfterAnswer(Throwable failure) {
    LOGGER.log(
        Level.WARNING,
        () -> "failed after the answer was begun: " + describe(failure) + place(failure));
  }

  /** Logs a problem found before there was a request to route. */
  static String log(Problem problem) {
    String id = UUID.randomUUID().toString();
    LOGGER.log(
        Level.INFO,
        () -> "problem %s: status %d, before routing".formatted(id, problem.status().code()));
    return id;
  }

  /** The exception's class, its cause's class and its SQLSTATE, but no text with values in it. */
  static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder(failure.getClass().getName());
    Throwable cause = failure.getCause();
    if (cause != null) {
      text.append(" caused by ").append(cause.getClass().getName());
    }
    if (failure instanceof HandlerMistakeException) {
      text.append(": ").append(failure.getMessage());
    }
    String sqlState = SqlStates.of(failure);
    if (!sqlState.isEmpty()) {
      text.append(", SQLSTATE ").append(sqlState);
    }
    return text.toString();
  }

  private static String place(Throwable failure) {
    Throwable at = failure.getCause() == null ? failure : failure.getCause();
    StackTraceElement[] trace = at.getStackTrace();
    return trace.length == 0 ? "" : ", at " + trace[0];
  }
}
