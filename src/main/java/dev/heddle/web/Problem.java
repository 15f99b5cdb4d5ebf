package dev.heddle.web;

import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.PoolExhaustedException;
import dev.heddle.error.SessionInterruptedException;
import dev.heddle.error.SqlStates;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import java.util.Optional;

/**
 * What a failure means to the client: a status and a title that disclose nothing of its text.
 *
 * @param status the answer's status
 * @param title what went wrong, in general words
 * @param retryAfterSeconds when to try again, if that makes sense
 */
record Problem(Status status, String title, Optional<Integer> retryAfterSeconds) {

  private static final Status UNPROCESSABLE = Status.create(422, "Unprocessable Content");

  static Problem of(Throwable failure) {
    return switch (failure) {
      case PoolExhaustedException _ -> later("The service is busy");
      case DatabaseUnavailableException _ -> later("The database cannot be reached");
      case SessionInterruptedException _ -> later("The request was interrupted");
      case CommitOutcomeUnknownException _ ->
          later("It is unknown whether the request was carried out");
      case DeadlineExceededException _ ->
          of(Status.GATEWAY_TIMEOUT_504, "The request took too long");
      case HttpException http -> of(http.status(), http.status().reasonPhrase());
      default -> ofSqlState(failure);
    };
  }

  /** PostgreSQL's error codes, by their class and where the class is too wide by themselves. */
  private static Problem ofSqlState(Throwable failure) {
    String state = SqlStates.of(failure);
    return switch (state) {
      case "23505" -> of(Status.CONFLICT_409, "It exists already");
      case "23503" -> of(Status.CONFLICT_409, "It refers to something that is not there");
      case "23P01" -> of(Status.CONFLICT_409, "It collides with something that is there");
      case "40001", "40P01" -> later("The request collided with another one");
      case "23502", "23514" -> of(UNPROCESSABLE, "A value is missing or not allowed");
      case "57014" -> of(Status.GATEWAY_TIMEOUT_504, "The request took too long");
      default -> {
        if (state.startsWith("22")) {
          yield of(UNPROCESSABLE, "A value is not allowed");
        }
        if (SqlStates.isConnectionLost(state) || state.startsWith("53")) {
          yield later("The database cannot be reached");
        }
        yield of(Status.INTERNAL_SERVER_ERROR_500, "The request failed");
      }
    };
  }

  private static Problem of(Status status, String title) {
    return new Problem(status, title, Optional.empty());
  }

  private static Problem later(String title) {
    return new Problem(Status.SERVICE_UNAVAILABLE_503, title, Optional.of(1));
  }
}
