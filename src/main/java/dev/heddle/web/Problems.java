package dev.heddle.web;

import dev.heddle.error.ColumnMappingException;
import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.PoolExhaustedException;
import dev.heddle.error.SessionInterruptedException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StalePlanException;
import dev.heddle.error.StatementException;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.mapper.MapperException;
import io.helidon.http.Header;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.http.media.UnsupportedTypeException;
import java.sql.SQLDataException;
import java.time.Duration;

/** Says for each failure what its client is told. The one place to look for a status. */
final class Problems {

  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  private Problems() {}

  /** The problem that a failure is for the client; what is not known is a 500. */
  static Problem of(Throwable failure) {
    return switch (failure) {
      case RequestRefusedException refused ->
          of((HttpException) refused).saying(String.valueOf(refused.getMessage()));
      case HttpException http -> of(http);
      case PoolExhaustedException full -> busy(full.retryAfter());
      case TooManyRequestsException many -> busy(many.retryAfter());
      case StoppingException _ -> stopping();
      case DatabaseUnavailableException _ -> unavailable();
      case SessionInterruptedException _ -> unavailable();
      case DeadlineExceededException _ -> late();
      case CommitOutcomeUnknownException _ -> outcomeUnknown();
      case StalePlanException _ -> contended();
      case ColumnMappingException _ -> Problem.of(Status.INTERNAL_SERVER_ERROR_500);
      // What is stored cannot be read; its class 22 is nobody's bad input.
      case StatementException statement when statement.getCause() instanceof SQLDataException ->
          Problem.of(Status.INTERNAL_SERVER_ERROR_500);
      case MapperException _ -> Problem.of(Status.BAD_REQUEST_400);
      case UnsupportedTypeException _ -> Problem.of(Status.UNSUPPORTED_MEDIA_TYPE_415);
      case InsufficientDataAvailableException _ -> Problem.of(Status.BAD_REQUEST_400);
      default -> ofSqlState(SqlStates.of(failure));
    };
  }

  /** The problem of a listener or a pool that has enough to do. */
  private static Problem busy(Duration wait) {
    return Problem.of(
            Status.SERVICE_UNAVAILABLE_503,
            "busy",
            "Too much is going on at once",
            "What was under way was rolled back. Try again after the time given.")
        .retryAfter(wait);
  }

  private static Problem stopping() {
    return Problem.of(
            Status.SERVICE_UNAVAILABLE_503,
            "stopping",
            "This server is about to stop",
            "Nothing was changed. Try again after the time given.")
        .retryAfter(SOON);
  }

  private static Problem of(HttpException failure) {
    Problem problem = Problem.of(failure.status());
    for (Header header : failure.headers()) {
      problem = problem.with(header);
    }
    return problem;
  }

  /** By PostgreSQL's table of error codes, appendix A of its manual. */
  private static Problem ofSqlState(String sqlState) {
    if (SqlStates.isConnectionLost(sqlState)) {
      return unavailable();
    }
    return switch (sqlState) {
      case "23505" ->
          conflict("unique", "Something with the same name or number exists already", "");
      case "23503" ->
          conflict(
              "reference", "Something that this refers to, or that refers to this, forbids it", "");
      case "23P01" -> conflict("exclusion", "Something that exists already excludes this", "");
      case "23514", "23502" -> unprocessable();
      case "40001", "40P01", "55P03" -> contended();
      case "57014" -> late();
      default ->
          switch (sqlState.length() == 5 ? sqlState.substring(0, 2) : "") {
            case "22" -> unprocessable();
            case "23" -> conflict("integrity", "What exists already forbids this", "");
            case "53" -> unavailable();
            default -> Problem.of(Status.INTERNAL_SERVER_ERROR_500);
          };
    };
  }

  private static Problem conflict(String kind, String title, String detail) {
    return Problem.of(Status.CONFLICT_409, kind, title, detail);
  }

  private static Problem unprocessable() {
    return Problem.of(
        Status.UNPROCESSABLE_CONTENT_422, "value", "A value is missing or not allowed", "");
  }

  /** A retry is safe and likely to succeed, so 503 rather than 409, which asks for a decision. */
  private static Problem contended() {
    return Problem.of(
            Status.SERVICE_UNAVAILABLE_503,
            "contended",
            "Others changed the same things at the same time",
            "What was under way was rolled back. Try again after the time given.")
        .retryAfter(SOON);
  }

  private static Problem unavailable() {
    return Problem.of(
            Status.SERVICE_UNAVAILABLE_503,
            "unavailable",
            "The database cannot be reached",
            "What was under way was rolled back. Try again after the time given.")
        .retryAfter(LATER);
  }

  /** Without a time to try again, at which a client might repeat what was kept without a look. */
  private static Problem outcomeUnknown() {
    return Problem.of(
        Status.SERVICE_UNAVAILABLE_503,
        "outcome-unknown",
        "It is not known whether the change was kept",
        "Find out whether it was before sending it again.");
  }

  private static Problem late() {
    return Problem.of(
            Status.GATEWAY_TIMEOUT_504,
            "late",
            "It took too long",
            "What was under way was rolled back. Try again after the time given.")
        .retryAfter(LATER);
  }
}
