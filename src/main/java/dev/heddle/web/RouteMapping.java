package dev.heddle.web;

import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.Arrays;

/** Sees every route while it is registered, also those within services, and may replace it. */
interface RouteMapping {

  /** The route to register in place of this one. */
  HttpRoute map(HttpRoute route);

  /** The mapping for the routes of a service below a path. */
  RouteMapping below(PathMatcher prefix);

  /** Rules that register mapped routes with others. */
  static HttpRules rules(HttpRules rules, RouteMapping mapping) {
    return new HttpRules() {
      @Override
      public HttpRules register(HttpService... services) {
        rules.register(mapping.services(services));
        return this;
      }

      @Override
      public HttpRules register(String path, HttpService... services) {
        rules.register(path, mapping.services(path, services));
        return this;
      }

      @Override
      public HttpRules route(HttpRoute route) {
        rules.route(mapping.map(route));
        return this;
      }
    };
  }

  /** The services with their routes mapped. */
  default HttpService[] services(HttpService... services) {
    return Arrays.stream(services).map(one -> service(one, this)).toArray(HttpService[]::new);
  }

  /** The services below a path, with their routes mapped. */
  default HttpService[] services(String path, HttpService... services) {
    RouteMapping below = below(PathMatchers.create(path));
    return below.services(services);
  }

  /** A service with its routes mapped, and its life kept. */
  static HttpService service(HttpService service, RouteMapping mapping) {
    return new HttpService() {
      @Override
      public void routing(HttpRules rules) {
        service.routing(RouteMapping.rules(rules, mapping));
      }

      @Override
      public void beforeStart() {
        service.beforeStart();
      }

      @Override
      public void afterStart(WebServer server) {
        service.afterStart(server);
      }

      @Override
      public void afterStop() {
        service.afterStop();
      }
    };
  }
}
