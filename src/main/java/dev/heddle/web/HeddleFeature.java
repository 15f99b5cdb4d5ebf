package dev.heddle.web;

import dev.heddle.Database;
import io.helidon.common.Weighted;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.health.HealthObserver;
import io.helidon.webserver.observe.metrics.MetricsObserver;
import io.helidon.webserver.spi.ServerFeature;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What a server on a database needs besides its routes, for one server at a time:
 *
 * <ul>
 *   <li>the database is opened in the background when the server starts, and closed after it has
 *       stopped; an absent one does not keep the server from starting;
 *   <li>failures that no other error handler takes are answered as {@code application/problem+json}
 *       with an id, under which they are logged, and without any text of an exception;
 *   <li>{@code /health}, {@code /observe/health}, {@code /observe/metrics} and {@code
 *       /observe/pool} answer, on the listener named {@link #OPERATIONS_SOCKET} when there is one;
 *   <li>no more than a number of requests are at work at once, probes not counted.
 * </ul>
 */
public final class HeddleFeature implements ServerFeature {

  /** The listener for the operations endpoints when there is one of that name. */
  public static final String OPERATIONS_SOCKET = "operations";

  /** The type and the name of Helidon's feature for health and metrics. */
  private static final String OBSERVE = "observe";

  /** Before the application's own routes, which may take every path. */
  private static final double BEFORE_ROUTES = 1000;

  /** After the application's own error handlers, of which the first one for a type counts. */
  private static final double AFTER_ROUTES = 1;

  private final Database database;
  private final DatabaseHealthCheck health;
  private final Drain drain;
  private final int maxRequests;
  private final boolean observable;

  private HeddleFeature(
      Database database,
      DatabaseHealthCheck health,
      Drain drain,
      int maxRequests,
      boolean observable) {
    this.database = database;
    this.health = health;
    this.drain = drain;
    this.maxRequests = maxRequests;
    this.observable = observable;
  }

  /**
   * The feature for a database, without a limit of requests.
   *
   * @param database the database
   * @return the feature
   */
  public static HeddleFeature create(Database database) {
    return create(database, () -> true);
  }

  /**
   * The feature for a database that has to be prepared first.
   *
   * @param database the database
   * @param prepared whether what must come first, such as migrations, is done
   * @return the feature
   */
  public static HeddleFeature create(Database database, BooleanSupplier prepared) {
    Drain drain = new Drain();
    DatabaseHealthCheck health = DatabaseHealthCheck.of(database, prepared, drain::isLeaving);
    return new HeddleFeature(database, health, drain, Integer.MAX_VALUE, true);
  }

  /**
   * This feature with a limit of requests.
   *
   * @param requests at work at once; more are answered 503
   * @return a new feature
   */
  public HeddleFeature withMaxRequests(int requests) {
    return new HeddleFeature(database, health, drain, requests, observable);
  }

  /** How the server that has this feature takes its leave. */
  Drain drain() {
    return drain;
  }

  /** This feature without {@code /observe/health} and {@code /observe/metrics}. */
  HeddleFeature withoutObservability() {
    return new HeddleFeature(database, health, drain, maxRequests, false);
  }

  /** What answers {@code /observe/health} and {@code /observe/metrics}, on a listener. */
  ObserveFeature observability(String socket) {
    return ObserveFeature.builder()
        .sockets(List.of(socket))
        .addObserver(
            HealthObserver.builder()
                .details(true)
                .addCheck(health)
                .addCheck(health.startup())
                .build())
        .addObserver(MetricsObserver.create())
        .build();
  }

  @Override
  public String name() {
    return type();
  }

  /**
   * Stands in for Helidon's own {@code observe}, while it sets that up itself: otherwise Helidon
   * would add one with its defaults, which answers on every listener.
   */
  @Override
  public String type() {
    return observable ? OBSERVE : "heddle";
  }

  @Override
  public void setup(ServerFeatureContext context) {
    boolean own = context.socketExists(OPERATIONS_SOCKET);
    String operations = own ? OPERATIONS_SOCKET : WebServer.DEFAULT_SOCKET_NAME;
    HttpRouting.Builder main = context.socket(WebServer.DEFAULT_SOCKET_NAME).httpRouting();
    RequestLimit limit =
        new RequestLimit(
            maxRequests, path -> !own && Operations.isOperations(path), database::retryAfter);
    main.addFeature(new Part(BEFORE_ROUTES, routing -> routing.addFilter(limit)));
    main.addFeature(new Lifecycle(database));
    addErrors(main);
    context.sockets().forEach(socket -> addErrors(context.socket(socket).httpRouting()));
    context
        .socket(operations)
        .httpRouting()
        .addFeature(
            new Part(BEFORE_ROUTES, routing -> routing.register(new Operations(database, health))));
    if (observable) {
      observability(operations).setup(context);
    }
  }

  private static void addErrors(HttpRouting.Builder socket) {
    socket.addFeature(
        new Part(AFTER_ROUTES, routing -> routing.error(Throwable.class, new ProblemHandler())));
  }

  /** Something of a listener that has its own place among the others. */
  private record Part(double weight, Consumer<HttpRouting.Builder> what)
      implements HttpFeature, Weighted {

    @Override
    public void setup(HttpRouting.Builder routing) {
      what.accept(routing);
    }
  }

  /** Opens the database with the server and closes it after it. */
  private static final class Lifecycle implements HttpFeature {

    private final Database database;
    private final PoolMetrics metrics;

    private Lifecycle(Database database) {
      this.database = database;
      this.metrics = new PoolMetrics(database);
    }

    @Override
    public void setup(HttpRouting.Builder routing) {
      // Only the server's life matters here.
    }

    @Override
    public void beforeStart() {
      database.registerGlobally();
      metrics.register();
      Thread.ofVirtual().name("heddle-open").start(database::open);
    }

    @Override
    public void afterStop() {
      database.close();
      metrics.remove();
    }
  }
}
