package dev.heddle.web;

import dev.heddle.Session;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/** Answers a request by sending; see {@link SessionHandlers#classic}. */
@FunctionalInterface
public interface ClassicSessionHandler {

  /**
   * Does the work of a request and sends its answer.
   *
   * @param session the request's session
   * @param request the request, its body read whole
   * @param response the answer; the session commits before its first byte
   * @throws Exception anything; the session is rolled back
   */
  void handle(Session session, ServerRequest request, ServerResponse response) throws Exception;
}
