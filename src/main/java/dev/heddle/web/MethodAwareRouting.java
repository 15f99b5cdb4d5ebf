package dev.heddle.web;

import io.helidon.common.Weighted;
import io.helidon.common.Weights;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ErrorHandler;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Helidon's routing that answers a known path with a wrong method 405 and {@code Allow}, where
 * Helidon's own answers 404; OPTIONS with {@code Allow}; and, on a listener with an {@link
 * HttpGuard}, HEAD wherever GET is. A route of your own for HEAD or OPTIONS comes first. Everything
 * else is Helidon's.
 *
 * <pre>{@code
 * WebServer.builder().routing(MethodAwareRouting.of(routes -> routes.get("/hello", handler)))
 * }</pre>
 */
public final class MethodAwareRouting implements HttpRouting.Builder {

  /** Lower than any feature's, so that this is asked last. */
  private static final double LAST = 0.001;

  private final HttpRouting.Builder routing;
  private final KnownRoutes known;

  private MethodAwareRouting(HttpRouting.Builder routing, KnownRoutes known) {
    this.routing = routing;
    this.known = known;
  }

  /**
   * A routing with these routes, for a server's or a listener's builder.
   *
   * @param routes registers the routes
   * @return the routing's builder
   */
  public static HttpRouting.Builder of(Consumer<HttpRouting.Builder> routes) {
    MethodAwareRouting routing = new MethodAwareRouting(HttpRouting.builder(), KnownRoutes.none());
    routes.accept(routing);
    return routing;
  }

  @Override
  public HttpRouting.Builder register(HttpService... services) {
    routing.register(known.services(services));
    return this;
  }

  @Override
  public HttpRouting.Builder register(String path, HttpService... services) {
    routing.register(path, known.services(path, services));
    return this;
  }

  @Override
  public HttpRouting.Builder route(HttpRoute route) {
    routing.route(known.map(route));
    return this;
  }

  @Override
  public HttpRouting.Builder addFeature(Supplier<? extends HttpFeature> feature) {
    routing.addFeature(new KnownFeature(feature.get()));
    return this;
  }

  @Override
  public HttpRouting.Builder addFilter(Filter filter) {
    routing.addFilter(filter);
    return this;
  }

  @Override
  public <T extends Throwable> HttpRouting.Builder error(
      Class<T> type, ErrorHandler<? super T> handler) {
    routing.error(type, handler);
    return this;
  }

  @Override
  public HttpRouting.Builder maxReRouteCount(int count) {
    routing.maxReRouteCount(count);
    return this;
  }

  @Override
  public HttpRouting.Builder security(HttpSecurity security) {
    routing.security(security);
    return this;
  }

  @Override
  public HttpRouting.Builder copy() {
    return new MethodAwareRouting(routing.copy(), known);
  }

  @Override
  public HttpRouting build() {
    routing.addFilter(this::headLikeGet);
    routing.addFeature(new LastFeature());
    return routing.build();
  }

  /** Without a route of its own, HEAD is answered like GET, and only the answer's head is sent. */
  private void headLikeGet(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    HttpPrologue head = request.prologue();
    if (head.method().equals(Method.HEAD) && Client.isCurrentGuarded() && !known.takes(head)) {
      HttpPrologue get = KnownRoutes.with(head, Method.GET);
      if (known.takes(get)) {
        request.prologue(get);
      }
    }
    chain.proceed();
  }

  private void takeWhatNobodyTook(ServerRequest request, ServerResponse response) {
    List<Method> methods = known.methodsFor(request.prologue());
    if (methods.isEmpty()) {
      response.next();
      return;
    }
    Header allow =
        HeaderValues.create(
            HeaderNames.ALLOW,
            allowed(methods).map(Method::text).distinct().collect(Collectors.joining(", ")));
    if (request.prologue().method().equals(Method.OPTIONS)) {
      response.status(Status.NO_CONTENT_204).header(allow).send();
      return;
    }
    throw new HttpException("Method not allowed", Status.METHOD_NOT_ALLOWED_405, true)
        .header(allow);
  }

  /** The methods with those that are answered without a route. */
  private static Stream<Method> allowed(List<Method> methods) {
    Stream<Method> routed =
        methods.stream()
            .flatMap(
                method ->
                    method.equals(Method.GET) && Client.isCurrentGuarded()
                        ? Stream.of(Method.GET, Method.HEAD)
                        : Stream.of(method));
    return Stream.concat(routed, Stream.of(Method.OPTIONS));
  }

  /** Takes what nobody took. */
  private final class LastFeature implements HttpFeature, Weighted {

    @Override
    public void setup(HttpRouting.Builder builder) {
      builder.any(MethodAwareRouting.this::takeWhatNobodyTook);
    }

    @Override
    public double weight() {
      return LAST;
    }
  }

  /** A feature whose routes are known too. */
  private final class KnownFeature implements HttpFeature, Weighted {

    private final HttpFeature feature;

    private KnownFeature(HttpFeature feature) {
      this.feature = feature;
    }

    @Override
    public void setup(HttpRouting.Builder builder) {
      feature.setup(new MethodAwareRouting(builder, known));
    }

    @Override
    public double weight() {
      return Weights.find(feature, DEFAULT_WEIGHT);
    }

    @Override
    public String socket() {
      return feature.socket();
    }

    @Override
    public boolean socketRequired() {
      return feature.socketRequired();
    }

    @Override
    public void beforeStart() {
      feature.beforeStart();
    }

    @Override
    public void afterStart(WebServer server) {
      feature.afterStart(server);
    }

    @Override
    public void afterStop() {
      feature.afterStop();
    }
  }
}
