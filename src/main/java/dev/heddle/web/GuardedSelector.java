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
    Patience patience = new Patience(limits);
    RequestReader reader = new RequestReader(context.dataReader(), patience, limits.maxPayload());
    Patience writing = new Patience(limits);
    AnswerWriter writer = new AnswerWriter(context.dataWriter(), writing);
    Client client =
        new Client(
            patience,
            writing,
            drain.isFinishing(),
            context.serverSocket()::close,
            Thread.currentThread()::interrupt);
    GuardedContext guarded = new GuardedContext(context, reader, writer, client, drain);
    return new GuardedConnection(http.connection(guarded), reader, client, drain.clients());
  }
}
