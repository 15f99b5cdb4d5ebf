package dev.heddle.web;

import io.helidon.http.HttpPrologue;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.Arrays;
import java.util.Optional;

/** Routing rules that give every handler registered through them a session. */
final class SessionRules implements HttpRules {

  private final SessionHandlers sessions;
  private final HttpRules rules;

  SessionRules(SessionHandlers sessions, HttpRules rules) {
    this.sessions = sessions;
    this.rules = rules;
  }

  @Override
  public HttpRules register(HttpService... services) {
    rules.register(bound(services));
    return this;
  }

  @Override
  public HttpRules register(String path, HttpService... services) {
    rules.register(path, bound(services));
    return this;
  }

  @Override
  public HttpRules route(HttpRoute route) {
    Handler handler = route.handler();
    rules.route(
        new BoundRoute(
            route,
            sessions.classic((session, request, response) -> handler.handle(request, response))));
    return this;
  }

  private HttpService[] bound(HttpService... services) {
    return Arrays.stream(services).map(sessions::service).toArray(HttpService[]::new);
  }

  /** The same route with another handler. */
  private record BoundRoute(HttpRoute route, Handler handler) implements HttpRoute {

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
    public void afterStop() {
      route.afterStop();
    }
  }
}
