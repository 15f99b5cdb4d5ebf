package dev.heddle.web;

import dev.heddle.error.SqlStates;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import jakarta.json.Json;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Answers a failure as {@code application/problem+json} (RFC 9457) with an id that is logged too.
 * Neither the answer nor the log holds an exception's text, since a driver's may hold values.
 */
final class ProblemHandler implements ErrorHandler<Throwable> {

  private static final Logger LOGGER = System.getLogger(ProblemHandler.class.getName());

  @Override
  public void handle(ServerRequest request, ServerResponse response, Throwable failure) {
    Problem problem = Problem.of(failure);
    String id = UUID.randomUUID().toString();
    log(problem, id, failure);
    problem
        .retryAfterSeconds()
        .ifPresent(seconds -> response.header(HeaderNames.RETRY_AFTER, seconds.toString()));
    response
        .status(problem.status())
        .header(HeaderNames.CONTENT_TYPE, "application/problem+json")
        .send(body(problem, id));
  }

  private static void log(Problem problem, String id, Throwable failure) {
    Level level =
        problem.status().code() >= Status.INTERNAL_SERVER_ERROR_500.code()
            ? Level.WARNING
            : Level.DEBUG;
    LOGGER.log(
        level,
        "problem {0}: {1} {2} sqlstate={3}",
        id,
        Integer.toString(problem.status().code()),
        failure.getClass().getName(),
        SqlStates.of(failure));
  }

  private static byte[] body(Problem problem, String id) {
    return Json.createObjectBuilder()
        .add("type", "about:blank")
        .add("title", problem.title())
        .add("status", problem.status().code())
        .add("instance", "urn:uuid:" + id)
        .build()
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
