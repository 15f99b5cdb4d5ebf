package dev.heddle.web;

import dev.heddle.config.HttpLimits;
import dev.heddle.config.OperationsSettings;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import java.time.Duration;

/**
 * Everything of this package for one server: {@link HttpGuard} on each listener, {@link
 * HeddleFeature}, and a listener for operators when they have a port of their own, which then is
 * the only one to answer them.
 *
 * <pre>{@code
 * WebServer.builder()
 *     .config(config.get("server"))
 *     .update(HeddleServer.of(HeddleFeature.create(database), limits, operations)::apply)
 *     .routing(MethodAwareRouting.of(routes -> …))
 *     .build()
 *     .start();
 * }</pre>
 */
public final class HeddleServer {

  /** For what is left when the drain has waited already, such as a head that never ends. */
  private static final Duration AFTER_DRAIN = Duration.ofMillis(500);

  private final HeddleFeature feature;
  private final HttpLimits limits;
  private final OperationsSettings operations;

  private HeddleServer(HeddleFeature feature, HttpLimits limits, OperationsSettings operations) {
    this.feature = feature;
    this.limits = limits;
    this.operations = operations;
  }

  /**
   * A set-up with the shipped limits, where operators ask on the server's own port.
   *
   * @param feature for the server's database
   * @return the set-up
   */
  public static HeddleServer of(HeddleFeature feature) {
    return of(feature, HttpLimits.defaults(), OperationsSettings.shared());
  }

  /**
   * A set-up for a server.
   *
   * @param feature for the server's database
   * @param limits what each listener puts up with
   * @param operations where operators ask
   * @return the set-up
   */
  public static HeddleServer of(
      HeddleFeature feature, HttpLimits limits, OperationsSettings operations) {
    return new HeddleServer(feature, limits, operations);
  }

  /**
   * Sets a server up.
   *
   * @param server the server's builder
   */
  public void apply(WebServerConfig.Builder server) {
    HttpGuard guard = HttpGuard.of(limits, feature.drain());
    guard.apply(server);
    server.shutdownGracePeriod(AFTER_DRAIN);
    operations.port().ifPresent(port -> addListener(server, guard, port));
    String socket =
        operations.port().isPresent()
            ? HeddleFeature.OPERATIONS_SOCKET
            : WebServer.DEFAULT_SOCKET_NAME;
    // Added to the server, so that Helidon does not add one of its own with other endpoints.
    server.addFeature(feature.observability(socket));
    server.addFeature(feature.withMaxRequests(limits.maxRequests()).withoutObservability());
  }

  /**
   * Stops a server that was set up with this, in order: at once it is no longer ready, though
   * alive; for {@code server.limits.drain-delay} it still takes on new work; then it refuses it
   * with 503, finishes what was begun within {@code server.limits.drain-timeout}, and interrupts
   * what takes longer; and in the end its listeners and its database close.
   *
   * <p>Helidon starts a server once only; another one that is set up with this may be started then.
   *
   * <p>{@link WebServer#stop} alone closes the listeners at once, so that nobody can ask whether
   * the server is ready.
   *
   * @param server the server
   */
  public void stop(WebServer server) {
    feature.drain().run(limits.drainDelay(), limits.drainTimeout());
    try {
      server.stop();
    } finally {
      feature.drain().reset();
    }
  }

  private void addListener(WebServerConfig.Builder server, HttpGuard guard, int port) {
    String name = HeddleFeature.OPERATIONS_SOCKET;
    server.putSocket(
        name,
        socket -> {
          guard.apply(socket.name(name).host(operations.host()).port(port));
          socket.shutdownGracePeriod(AFTER_DRAIN);
        });
    server.routing(name, MethodAwareRouting.of(routes -> {}));
  }
}
