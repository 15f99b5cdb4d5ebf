package dev.heddle.web;

import dev.heddle.config.HttpLimits;
import io.helidon.common.Size;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HttpLogConfig;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.ListenerConfig;
import io.helidon.webserver.http1.Http1Config;

/**
 * Keeps one HTTP listener within its limits: payload, headers, connections and time. A request that
 * is malformed or too slow never reaches a handler twice, and nothing after it is understood.
 *
 * <p>The listener speaks HTTP/1.1 only, without upgrades, and small answers leave at once ({@code
 * TCP_NODELAY}). What is refused before routing is answered as {@code application/problem+json}.
 *
 * <pre>{@code
 * WebServer.builder().update(HttpGuard.of(HttpLimits.defaults())::apply)
 * }</pre>
 */
public final class HttpGuard {

  private final HttpLimits limits;
  private final Drain drain;

  private HttpGuard(HttpLimits limits, Drain drain) {
    this.limits = limits;
    this.drain = drain;
  }

  /**
   * A guard for one listener.
   *
   * @param limits what the listener puts up with
   * @return the guard
   */
  public static HttpGuard of(HttpLimits limits) {
    return of(limits, new Drain());
  }

  /** A guard for listeners that take their leave together. */
  static HttpGuard of(HttpLimits limits, Drain drain) {
    return new HttpGuard(limits, drain);
  }

  /**
   * Sets a listener up, the default one or a named one.
   *
   * @param listener the listener's builder, or the server's for the default one
   */
  public void apply(ListenerConfig.BuilderBase<?, ?> listener) {
    listener
        .maxPayloadSize(limits.maxPayload())
        .maxTcpConnections(limits.maxConnections())
        .shutdownGracePeriod(limits.drainTimeout())
        .connectionOptions(
            listener
                .connectionOptions()
                .map(SocketOptions::builder)
                .orElseGet(SocketOptions::builder)
                .tcpNoDelay(true)
                .readTimeout(limits.idleTimeout())
                .buildPrototype())
        .directHandlers(ProblemDirectHandler.forAll())
        .mediaContext(RequestMedia.of(listener.mediaContext().orElseGet(MediaContext::create)))
        .protocolsDiscoverServices(false)
        .addConnectionSelector(GuardedSelector.of(protocol(), limits, drain));
  }

  private Http1Config protocol() {
    return Http1Config.builder()
        .maxHeadersSize(limits.maxHeaders())
        .maxPrologueLength(limits.maxRequestLine())
        .maxBufferedEntitySize(Size.create(limits.maxPayload()))
        // At its finest level Helidon logs paths, which hold the values of parameters.
        .log(HttpLogConfig.builder().receiveLog(false).sendLog(false).buildPrototype())
        .buildPrototype();
  }
}
