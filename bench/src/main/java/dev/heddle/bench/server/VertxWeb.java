package dev.heddle.bench.server;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints on Vert.x and its own PostgreSQL client, which pipelines: one event loop for each
 * processor, and prepared statements and a share of the connections for each loop. A request has a
 * connection of its own, as in all other servers; or, as its authors set it up for benchmarks,
 * statements of all requests share them, and there are no sessions.
 */
public final class VertxWeb extends VerticleBase {

  private static final String FIND = WebTables.WORLD + "$1";
  private static final String UPDATE = WebTables.UPDATE.formatted("$1", "$2");
  private static final String ADD = WebTables.MEMBER.formatted("$1", "$2");
  private static final String WORK = WebTables.WORK + "$1)";

  /** The setting that lets requests share connections. */
  static final String SHARED = "shared";

  /** A free port that all event loops share; zero would be a port for each. */
  private static final int SHARED_PORT = -1;

  private final Listening.Target target;
  private final int loops;
  private final AtomicInteger port;
  private Pool pool;
  private @Nullable SqlClient shared;

  @SuppressWarnings("NullAway.Init") // start() makes the clients, on the event loop
  private VertxWeb(Listening.Target target, int loops, AtomicInteger port) {
    this.target = target;
    this.loops = loops;
    this.port = port;
  }

  /** Serves until the harness goes away. */
  public static void main(String... arguments) throws InterruptedException {
    Listening.serve(VertxWeb::deploy);
  }

  private static int deploy(Listening.Target target) {
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx vertx = Vertx.vertx();
    AtomicInteger port = new AtomicInteger();
    vertx
        .deployVerticle(
            () -> new VertxWeb(target, loops, port), new DeploymentOptions().setInstances(loops))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    return port.get();
  }

  @Override
  public Future<?> start() {
    URI address = URI.create(target.url().substring("jdbc:".length()));
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(address.getHost())
            .setPort(address.getPort())
            .setDatabase(address.getPath().substring(1))
            .setUser(target.username())
            .setPassword(target.password())
            .setCachePreparedStatements(true);
    int share = Math.max(2, target.poolMost() / loops);
    boolean sharing = target.values().has(SHARED);
    pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(sharing ? 1 : share))
            .connectingTo(options)
            .using(vertx)
            .build();
    if (sharing) {
      // The pool is left for transactions: together no more than the others have.
      shared =
          PgBuilder.client()
              .with(new PoolOptions().setMaxSize(share - 1))
              .connectingTo(options)
              .using(vertx)
              .build();
    }
    return vertx
        .createHttpServer()
        .requestHandler(this::handle)
        .listen(SHARED_PORT, "127.0.0.1")
        .onSuccess(server -> port.set(server.actualPort()));
  }

  private void handle(HttpServerRequest request) {
    switch (request.path()) {
      case "/plaintext" ->
          request.response().putHeader("Content-Type", "text/plain").end(Greeting.TEXT);
      case "/json" -> json(request, 200, new JsonObject().put("message", Greeting.TEXT));
      case "/db" -> answer(request, 200, find(single()).map(VertxWeb::json));
      case "/queries" -> answer(request, 200, several(rows(request)).map(VertxWeb::json));
      case "/updates" -> answer(request, 200, update(rows(request)).map(VertxWeb::json));
      case "/fortunes" -> fortunes(request);
      case "/work" -> work(request);
      case "/users" -> request.body().onSuccess(body -> add(request, body.toJsonObject()));
      default -> request.response().setStatusCode(404).end();
    }
  }

  /** Takes single statements. */
  private SqlClient single() {
    return shared != null ? shared : pool;
  }

  private Future<List<World>> several(int rows) {
    return shared != null
        ? several(shared, rows)
        : pool.withConnection(connection -> several(connection, rows));
  }

  private static Future<World> find(SqlClient on) {
    return on.preparedQuery(FIND).execute(Tuple.of(WebTables.anyWorld())).map(VertxWeb::world);
  }

  private static Future<List<World>> several(SqlClient on, int rows) {
    List<Future<World>> asked = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      asked.add(find(on));
    }
    return Future.all(asked).map(all -> all.<World>list());
  }

  private Future<List<World>> update(int rows) {
    return pool.withTransaction(connection -> update(connection, rows));
  }

  private static Future<List<World>> update(SqlConnection connection, int rows) {
    return several(connection, rows)
        .compose(
            found -> {
              List<World> worlds =
                  found.stream()
                      .map(world -> new World(world.id(), WebTables.anyWorld()))
                      .sorted(Comparator.comparingInt(World::id))
                      .toList();
              List<Tuple> changes =
                  worlds.stream().map(each -> Tuple.of(each.randomNumber(), each.id())).toList();
              return connection.preparedQuery(UPDATE).executeBatch(changes).map(worlds);
            });
  }

  private void fortunes(HttpServerRequest request) {
    single()
        .preparedQuery(WebTables.FORTUNES)
        .execute()
        .onSuccess(
            rows -> {
              List<Fortune> found = new ArrayList<>();
              rows.forEach(row -> found.add(new Fortune(row.getInteger(0), row.getString(1))));
              request
                  .response()
                  .putHeader("Content-Type", "text/html; charset=utf-8")
                  .end(Fortune.page(found));
            })
        .onFailure(_ -> fail(request));
  }

  private void work(HttpServerRequest request) {
    double seconds = WebTables.millis(Objects.toString(request.getParam("ms"), "")) / 1_000.0;
    answer(
        request,
        200,
        single()
            .preparedQuery(WORK)
            .execute(Tuple.of(seconds))
            .map(rows -> new JsonObject().put("one", rows.iterator().next().getInteger(0))));
  }

  private void add(HttpServerRequest request, JsonObject draft) {
    answer(
        request,
        201,
        single()
            .preparedQuery(ADD)
            .execute(Tuple.of(draft.getString("username"), draft.getString("email")))
            .map(
                rows -> {
                  Row row = rows.iterator().next();
                  request.response().putHeader("Location", "/users/" + row.getLong(0));
                  return new JsonObject()
                      .put("id", row.getLong(0))
                      .put("username", row.getString(1))
                      .put("email", row.getString(2));
                }));
  }

  private static World world(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    return new World(row.getInteger(0), row.getInteger(1));
  }

  private static JsonObject json(World world) {
    return new JsonObject().put("id", world.id()).put("randomNumber", world.randomNumber());
  }

  private static JsonArray json(List<World> worlds) {
    JsonArray array = new JsonArray();
    worlds.forEach(world -> array.add(json(world)));
    return array;
  }

  private static int rows(HttpServerRequest request) {
    return WebTables.rows(Objects.toString(request.getParam("n"), ""));
  }

  private static void answer(HttpServerRequest request, int status, Future<?> value) {
    value.onSuccess(made -> json(request, status, made)).onFailure(_ -> fail(request));
  }

  private static void json(HttpServerRequest request, int status, Object value) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(value instanceof JsonArray array ? array.toBuffer() : ((JsonObject) value).toBuffer());
  }

  private static void fail(HttpServerRequest request) {
    request.response().setStatusCode(500).end();
  }
}
