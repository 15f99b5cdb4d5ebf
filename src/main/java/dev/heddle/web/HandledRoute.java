package dev.heddle.web;

import io.helidon.http.HttpPrologue;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRoute;
import java.util.Optional;

/**
 * A route with another handler.
 *
 * @param route says what it accepts, and lives with the server
 * @param handler handles it
 */
record HandledRoute(HttpRoute route, Handler handler) implements HttpRoute {

  @Override
  public PathMatchers.MatchResult accepts(HttpPrologue prologue) {
    return route.accepts(prologue);
  }

  @Override
  public PathMatchers.MatchResult accepts(HttpPrologue prologue, ServerRequestHeaders headers) {
    return route.accepts(prologue, headers);
  }

  @Override
  public Optional<PathMatcher> pathMatcher() {
    return route.pathMatcher();
  }

  @Override
  public void beforeStart() {
    route.beforeStart();
  }

  @Override
  public void afterStart(WebServer server) {
    route.afterStart(server);
  }

  @Override
  public void afterStop() {
    route.afterStop();
  }
}
