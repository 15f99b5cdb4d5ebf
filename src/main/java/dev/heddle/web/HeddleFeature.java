package dev.heddle.web;

import dev.heddle.Database;
import dev.heddle.pool.PoolStats;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.health.HealthObserver;
import io.helidon.webserver.observe.metrics.MetricsObserver;
import io.helidon.webserver.spi.ServerFeature;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * What a server on a database needs besides its routes: the database opens in the background when
 * the server starts and closes after it has stopped, failures become problem answers, and there are
 * {@code /health}, {@code /observe/health}, {@code /observe/metrics} and {@code /observe/pool}.
 */
public final class HeddleFeature implements ServerFeature {

  /** The listener for the operations endpoints when there is one of that name. */
  public static final String OPERATIONS_SOCKET = "operations";

  private final Database database;
  private final DatabaseHealthCheck health;

  private HeddleFeature(Database database, DatabaseHealthCheck health) {
    this.database = database;
    this.health = health;
  }

  /**
   * The feature for a database.
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
    return new HeddleFeature(database, DatabaseHealthCheck.of(database, prepared));
  }

  @Override
  public String name() {
    return "heddle";
  }

  @Override
  public String type() {
    return "heddle";
  }

  @Override
  public void setup(ServerFeatureContext context) {
    String operations =
        context.socketExists(OPERATIONS_SOCKET) ? OPERATIONS_SOCKET : WebServer.DEFAULT_SOCKET_NAME;
    for (String socket : context.sockets()) {
      context.socket(socket).httpRouting().error(Throwable.class, new ProblemHandler());
    }
    context
        .socket(WebServer.DEFAULT_SOCKET_NAME)
        .httpRouting()
        .error(Throwable.class, new ProblemHandler())
        .addFeature(new Lifecycle(database));
    context
        .socket(operations)
        .httpRouting()
        .get("/health", (_, response) -> sendHealth(response))
        .get("/observe/pool", (_, response) -> send(response, Status.OK_200, pool()));
    ObserveFeature.builder()
        .sockets(List.of(operations))
        .addObserver(
            HealthObserver.builder()
                .useSystemServices(false)
                .details(true)
                .addCheck(health)
                .build())
        .addObserver(MetricsObserver.create())
        .build()
        .setup(context);
  }

  private void sendHealth(ServerResponse response) {
    boolean ready = health.isReady();
    send(
        response,
        ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503,
        Json.createObjectBuilder()
            .add("status", ready ? "healthy" : "unhealthy")
            .add("database", ready ? "connected" : "disconnected")
            .build());
  }

  private JsonObject pool() {
    PoolStats stats = database.stats();
    return Json.createObjectBuilder()
        .add("pool_size", stats.poolSize())
        .add("checked_in", stats.checkedIn())
        .add("checked_out", stats.checkedOut())
        .add("overflow", stats.overflow())
        .add("invalidated", stats.invalidated())
        .add("total", stats.total())
        .add("max", stats.max())
        .add("waiting", stats.waiting())
        .add("acquired", stats.acquired())
        .add("acquire_timeouts", stats.acquireTimeouts())
        .add("acquire_p50_micros", stats.acquireP50Micros())
        .add("acquire_p99_micros", stats.acquireP99Micros())
        .add("acquire_max_micros", stats.acquireMaxMicros())
        .build();
  }

  private static void send(ServerResponse response, Status status, JsonObject entity) {
    response
        .status(status)
        .header(HeaderNames.CONTENT_TYPE, "application/json")
        .send(entity.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Opens the database with the server and closes it after it. */
  private record Lifecycle(Database database) implements HttpFeature {

    @Override
    public void setup(HttpRouting.Builder routing) {
      // Only the server's life matters here.
    }

    @Override
    public void beforeStart() {
      database.registerGlobally();
      Thread.ofVirtual().name("heddle-open").start(database::open);
    }

    @Override
    public void afterStop() {
      database.close();
    }
  }
}
