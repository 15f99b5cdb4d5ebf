package dev.heddle.web;

import dev.heddle.Session;
import io.helidon.webserver.http.ServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request by what it returns: itself as the body, 404 when it is an empty {@code
 * Optional}, 204 when it is null, and what an {@link Answer} says. A {@code Stream} is read to its
 * end and closed. Helidon's media support makes it into bytes before the commit, so a value of
 * which none can be made is rolled back. See {@link SessionHandlers#write}.
 */
@FunctionalInterface
public interface SessionHandler {

  /**
   * Does the work of a request.
   *
   * @param session the request's session, of this thread
   * @param request the request, its body read whole
   * @return an entity, an {@code Optional} of one, an {@link Answer}, or null for no content
   * @throws Exception anything; the session is rolled back
   */
  @Nullable Object handle(Session session, ServerRequest request) throws Exception;
}
