package dev.heddle.web;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.Routing;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * The connection as Helidon's HTTP/1.1 sees it: it reads through a {@link RequestReader}, which is
 * told where each request's handling begins and ends; and no exception's text is logged for it.
 */
final class GuardedContext implements ConnectionContext {

  private final ConnectionContext context;
  private final Client client;
  private final Drain drain;
  private final DataReader reader;
  private final Router router;

  GuardedContext(ConnectionContext context, Client client, Drain drain) {
    this.context = context;
    this.client = client;
    this.drain = drain;
    this.reader = DataReader.create(client.requests());
    this.router = new GuardedRouter(context.router());
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public Router router() {
    return router;
  }

  /** Logs what the exception is, not what it says: its text may come from the driver. */
  @Override
  public void log(
      System.Logger logger,
      System.Logger.Level level,
      String format,
      Throwable thrown,
      Object... variables) {
    context.log(logger, level, format + " (" + ProblemLog.describe(thrown) + ")", variables);
  }

  @Override
  public ListenerContext listenerContext() {
    return context.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return context.executor();
  }

  @Override
  public DataWriter dataWriter() {
    return client.answers();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return context.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return context.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return context.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return context.localPeer();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public String socketId() {
    return context.socketId();
  }

  @Override
  public String childSocketId() {
    return context.childSocketId();
  }

  /** The listener's router, with the requests' beginnings and ends noticed. */
  private final class GuardedRouter implements Router {

    private final Router all;

    private GuardedRouter(Router all) {
      this.all = all;
    }

    @Override
    public <T extends Routing> T routing(Class<T> type, T fallback) {
      T routing = all.routing(type, fallback);
      return type == HttpRouting.class
          ? type.cast(new GuardedRouting((HttpRouting) routing))
          : routing;
    }

    @Override
    public List<? extends Routing> routings() {
      return all.routings();
    }

    @Override
    public void beforeStart() {
      all.beforeStart();
    }

    @Override
    public void afterStart(WebServer server) {
      all.afterStart(server);
    }

    @Override
    public void afterStop() {
      all.afterStop();
    }
  }

  private final class GuardedRouting implements HttpRouting {

    private final HttpRouting routing;

    private GuardedRouting(HttpRouting routing) {
      this.routing = routing;
    }

    @Override
    public void route(ConnectionContext ctx, RoutingRequest request, RoutingResponse response) {
      client.beginWork();
      try {
        client.answers().begin(request.prologue().method().equals(Method.HEAD));
        client.requests().begin(request);
        response.beforeSend(() -> sayGoodbye(response));
        ScopedValue.where(Client.CURRENT, client).run(() -> routing.route(ctx, request, response));
      } finally {
        client.endWork();
        client.answers().begin(false);
      }
      client.requests().end(request, response);
    }

    /** The connection ends with this answer when the server is about to stop. */
    private void sayGoodbye(RoutingResponse response) {
      if (drain.isLeaving()) {
        response.header(HeaderValues.CONNECTION_CLOSE);
      }
    }

    @Override
    public HttpSecurity security() {
      return routing.security();
    }

    @Override
    public void beforeStart() {
      routing.beforeStart();
    }

    @Override
    public void afterStart(WebServer server) {
      routing.afterStart(server);
    }

    @Override
    public void afterStop() {
      routing.afterStop();
    }
  }
}
