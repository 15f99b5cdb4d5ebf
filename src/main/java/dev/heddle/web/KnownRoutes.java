package dev.heddle.web;

import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.HttpRoute;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers the routes of a listener, to tell a wrong method from an unknown path. */
final class KnownRoutes implements RouteMapping {

  private static final List<Method> METHODS =
      List.of(
          Method.GET,
          Method.HEAD,
          Method.POST,
          Method.PUT,
          Method.PATCH,
          Method.DELETE,
          Method.OPTIONS,
          Method.TRACE);

  private final PathMatcher prefix;
  private final List<HttpRoute> routes = new CopyOnWriteArrayList<>();
  private final List<KnownRoutes> services = new CopyOnWriteArrayList<>();

  private KnownRoutes(PathMatcher prefix) {
    this.prefix = prefix;
  }

  /** Knows no route yet. */
  static KnownRoutes none() {
    return new KnownRoutes(PathMatchers.any());
  }

  @Override
  public HttpRoute map(HttpRoute route) {
    routes.add(route);
    return route;
  }

  @Override
  public KnownRoutes below(PathMatcher path) {
    KnownRoutes service = new KnownRoutes(path);
    services.add(service);
    return service;
  }

  /**
   * The methods that a path would be answered for; none when it is unknown. A route that takes the
   * request's own method has had its turn and passed, so it says nothing about the path.
   */
  List<Method> methodsFor(HttpPrologue request) {
    return METHODS.stream().filter(method -> isTaken(request, with(request, method))).toList();
  }

  /** Whether a route takes a request. */
  boolean takes(HttpPrologue request) {
    return routes.stream().anyMatch(route -> route.accepts(request).accepted())
        || services.stream().anyMatch(service -> service.takesBelow(request));
  }

  private boolean takesBelow(HttpPrologue request) {
    PathMatchers.PrefixMatchResult match = prefix.prefixMatch(request.uriPath());
    return match.accepted() && takes(request.withUriPath(match.unmatchedPath()));
  }

  private boolean isTaken(HttpPrologue request, HttpPrologue other) {
    return routes.stream()
            .anyMatch(
                route -> route.accepts(other).accepted() && !route.accepts(request).accepted())
        || services.stream().anyMatch(service -> service.isTakenBelow(request, other));
  }

  private boolean isTakenBelow(HttpPrologue request, HttpPrologue other) {
    PathMatchers.PrefixMatchResult match = prefix.prefixMatch(request.uriPath());
    return match.accepted()
        && isTaken(
            request.withUriPath(match.unmatchedPath()), other.withUriPath(match.unmatchedPath()));
  }

  /** The same request with another method. */
  static HttpPrologue with(HttpPrologue request, Method method) {
    return HttpPrologue.create(
        request.rawProtocol(),
        request.protocol(),
        request.protocolVersion(),
        method,
        request.uriPath(),
        request.query(),
        request.fragment());
  }
}
