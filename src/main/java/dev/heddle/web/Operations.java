package dev.heddle.web;

import dev.heddle.Database;
import dev.heddle.pool.PoolStats;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import jakarta.json.Json;
import jakarta.json.JsonObject;

/**
 * What operators ask for, beside Helidon's own {@code /observe}: {@code GET /health} for those who
 * want one word, {@code GET /observe/pool} for the pool's numbers.
 */
final class Operations implements HttpService {

  private static final String HEALTH = "/health";
  private static final String POOL = "/observe/pool";

  private final Database database;
  private final DatabaseHealthCheck check;

  Operations(Database database, DatabaseHealthCheck check) {
    this.database = database;
    this.check = check;
  }

  /** Whether a path is the operators'. */
  static boolean isOperations(String path) {
    return path.equals(HEALTH) || path.startsWith("/observe/");
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get(HEALTH, this::health).get(POOL, this::pool);
  }

  private void health(ServerRequest request, ServerResponse response) {
    boolean connected = database.isHealthy();
    boolean ready = connected && check.isOpen();
    response.status(ready ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503);
    send(
        response,
        Json.createObjectBuilder()
            .add("status", ready ? "healthy" : "unhealthy")
            .add("database", connected ? "connected" : "disconnected")
            .build());
  }

  private void pool(ServerRequest request, ServerResponse response) {
    send(response, json(database.stats()));
  }

  static JsonObject json(PoolStats stats) {
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

  private static void send(ServerResponse response, JsonObject answer) {
    response.headers().contentType(MediaTypes.APPLICATION_JSON);
    response.header(Problem.NO_STORE);
    response.send(answer.toString());
  }
}
