package dev.heddle.web;

import dev.heddle.config.HttpLimits;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/** Takes every connection for HTTP/1.1, so that rubbish gets an answer, and guards it. */
final class GuardedSelector implements ServerConnectionSelector {

  private final Http1ConnectionSelector http;
  private final HttpLimits limits;
  private final Drain drain;

  private GuardedSelector(Http1ConnectionSelector http, HttpLimits limits, Drain drain) {
    this.http = http;
    this.limits = limits;
    this.drain = drain;
  }

  static GuardedSelector of(Http1Config protocol, HttpLimits limits, Drain drain) {
    return new GuardedSelector(
        Http1ConnectionSelector.builder().config(protocol).build(), limits, drain);
  }

  @Override
  public int bytesToIdentifyConnection() {
    return 0;
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    Client client = new Client(context, limits, drain.isFinishing());
    return new GuardedConnection(
        http.connection(new GuardedContext(context, client, drain)), client, drain.clients());
  }
}
