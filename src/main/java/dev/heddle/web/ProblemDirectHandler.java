package dev.heddle.web;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/**
 * Answers with a problem what goes wrong before routing, such as a request line that is none, and
 * what routing itself refuses.
 */
final class ProblemDirectHandler implements DirectHandler {

  /** Helidon answers a coding that it cannot undo 400; RFC 9110, section 15.5.16, has it so. */
  private static final Problem UNREADABLE =
      Problem.of(Status.UNSUPPORTED_MEDIA_TYPE_415)
          .with(HeaderValues.create(HeaderNames.ACCEPT_ENCODING, "identity"));

  private ProblemDirectHandler() {}

  /** Handlers for every kind of event. */
  static DirectHandlers forAll() {
    ProblemDirectHandler handler = new ProblemDirectHandler();
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, handler);
    }
    return handlers.build();
  }

  /** Answers without logging the exception's text, as the overridden method does. */
  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      Throwable thrown,
      System.Logger logger) {
    Problem problem = Problem.of(status);
    return answer(request, type, headers, problem, ProblemLog.log(problem, thrown));
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    Problem problem =
        type == EventType.BAD_REQUEST && request.headers().contains(HeaderNames.CONTENT_ENCODING)
            ? UNREADABLE
            : Problem.of(status);
    return answer(request, type, headers, problem, ProblemLog.log(problem));
  }

  private static TransportResponse answer(
      TransportRequest request,
      EventType type,
      ServerResponseHeaders headers,
      Problem problem,
      String id) {
    TransportResponse.Builder answer =
        TransportResponse.builder()
            .status(problem.status())
            .headers(headers)
            .keepAlive(type.keepAlive())
            .header(Problem.NO_STORE);
    problem.headers().forEach(answer::header);
    if (!request.method().equals(Method.HEAD.text())) {
      answer.header(Problem.CONTENT_TYPE).entity(problem.json(id));
    }
    return answer.build();
  }
}
