package dev.heddle.web;

import dev.heddle.Session;
import io.helidon.webserver.http.ServerRequest;
import org.jspecify.annotations.Nullable;

/** Answers a request by what it returns; see {@link SessionHandlers#write}. */
@FunctionalInterface
public interface SessionHandler {

  /**
   * Does the work of a request.
   *
   * @param session the request's session
   * @param request the request, its body read whole
   * @return an entity, an {@code Optional} of one, an {@link Answer}, or null for no content
   * @throws Exception anything; the session is rolled back
   */
  @Nullable Object handle(Session session, ServerRequest request) throws Exception;
}
