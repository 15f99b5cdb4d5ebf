package dev.heddle.web;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Answers every failure in routing that no other handler takes with a problem, and logs it. Headers
 * that spoke of the answer that was not to be are removed.
 */
final class ProblemHandler implements ErrorHandler<Throwable> {

  private static final List<HeaderName> OF_THE_OTHER_ANSWER =
      List.of(
          HeaderNames.CONTENT_LENGTH,
          HeaderNames.CONTENT_ENCODING,
          HeaderNames.CONTENT_DISPOSITION,
          HeaderNames.TRANSFER_ENCODING,
          HeaderNames.TRAILER,
          HeaderNames.LOCATION,
          HeaderNames.SET_COOKIE,
          HeaderNames.ETAG,
          HeaderNames.LAST_MODIFIED,
          HeaderNames.EXPIRES);

  @Override
  public void handle(ServerRequest request, ServerResponse response, Throwable failure) {
    Problem problem = Problems.of(failure);
    String id = ProblemLog.log(problem, failure);
    ServerResponseHeaders headers = response.headers();
    OF_THE_OTHER_ANSWER.forEach(headers::remove);
    headers.set(Problem.CONTENT_TYPE).set(Problem.NO_STORE);
    for (Header header : problem.headers()) {
      headers.set(header);
    }
    if (failure instanceof HttpException http
        && !http.keepAlive()
        && !request.content().consumed()) {
      headers.set(HeaderValues.CONNECTION_CLOSE);
    }
    response.status(problem.status());
    byte[] body = problem.json(id);
    try {
      if (request.prologue().method().equals(Method.HEAD)) {
        headers.contentLength(body.length);
        response.send();
      } else {
        response.send(body);
      }
    } catch (UncheckedIOException | ServerConnectionException e) {
      // The client has gone. Helidon would log the request's path, which may hold values; the next
      // look at the connection ends it.
      return;
    }
  }
}
