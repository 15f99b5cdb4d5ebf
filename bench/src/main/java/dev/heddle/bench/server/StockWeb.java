package dev.heddle.bench.server;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbTransaction;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The endpoints on Helidon 4.1.7 throughout, with its own {@code DbClient} and its hikari module.
 * Twenty reads run in a transaction, which is its only way to keep a connection for them.
 */
public final class StockWeb {

  private static final String FIND = WebTables.WORLD + "?";
  private static final String UPDATE = WebTables.UPDATE.formatted("?", "?");
  private static final String ADD = WebTables.MEMBER.formatted("?", "?");
  private static final String WORK = WebTables.WORK + "?)";

  private final DbClient client;

  private StockWeb(DbClient client) {
    this.client = client;
  }

  /** Serves until the harness goes away. */
  public static void main(String... arguments) throws InterruptedException {
    Listening.serve(target -> new StockWeb(DbClient.create(config(target))).start());
  }

  private static Config config(Listening.Target target) {
    return Config.just(
        ConfigSources.create(
            Map.of(
                "source", "jdbc",
                "connection.url", target.url(),
                "connection.username", target.username(),
                "connection.password", target.password(),
                "connection.minimumIdle", Integer.toString(target.poolSize()),
                "connection.maximumPoolSize", Integer.toString(target.poolMost()))));
  }

  private int start() {
    return WebServer.builder()
        .host("127.0.0.1")
        .port(0)
        // Without it each small answer waits for the client's delayed acknowledgement.
        .connectionOptions(options -> options.tcpNoDelay(true))
        .routing(
            routes ->
                routes
                    .get("/plaintext", (_, response) -> response.send(Greeting.TEXT))
                    .get("/json", (_, response) -> response.send(new Greeting(Greeting.TEXT)))
                    .get("/db", this::one)
                    .get("/queries", this::several)
                    .get("/updates", this::update)
                    .get("/fortunes", this::fortunes)
                    .get("/work", this::work)
                    .post("/users", this::add))
        .build()
        .start()
        .port();
  }

  private void one(ServerRequest request, ServerResponse response) {
    response.send(find(client.execute(), WebTables.anyWorld()));
  }

  private void several(ServerRequest request, ServerResponse response) {
    DbTransaction transaction = client.transaction();
    List<World> worlds = some(transaction, rows(request));
    transaction.commit();
    response.send(worlds);
  }

  private void update(ServerRequest request, ServerResponse response) {
    DbTransaction transaction = client.transaction();
    List<World> worlds = new ArrayList<>();
    for (World world : some(transaction, rows(request))) {
      worlds.add(new World(world.id(), WebTables.anyWorld()));
    }
    worlds.sort(Comparator.comparingInt(World::id));
    for (World world : worlds) {
      transaction
          .createUpdate(UPDATE)
          .addParam(world.randomNumber())
          .addParam(world.id())
          .execute();
    }
    transaction.commit();
    response.send(worlds);
  }

  private void fortunes(ServerRequest request, ServerResponse response) {
    List<Fortune> found =
        client
            .execute()
            .createQuery(WebTables.FORTUNES)
            .execute()
            .map(row -> new Fortune(row.column(1).getInt(), row.column(2).getString()))
            .toList();
    response.header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8");
    response.send(Fortune.page(found));
  }

  private void work(ServerRequest request, ServerResponse response) {
    double seconds = WebTables.millis(request.query().first("ms").orElse("")) / 1_000.0;
    response.send(
        client
            .execute()
            .createGet(WORK)
            .addParam(seconds)
            .execute()
            .map(row -> Map.of("one", row.column(1).getInt()))
            .orElseThrow());
  }

  private void add(ServerRequest request, ServerResponse response) {
    Member.Draft draft = request.content().as(Member.Draft.class);
    Member member =
        client
            .execute()
            .createGet(ADD)
            .addParam(draft.username())
            .addParam(draft.email())
            .execute()
            .map(
                row ->
                    new Member(
                        row.column(1).getLong(),
                        row.column(2).getString(),
                        row.column(3).getString()))
            .orElseThrow();
    response.status(Status.CREATED_201);
    response.header(HeaderNames.LOCATION, "/users/" + member.id());
    response.send(member);
  }

  private static List<World> some(DbExecute execute, int rows) {
    List<World> worlds = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      worlds.add(find(execute, WebTables.anyWorld()));
    }
    return worlds;
  }

  private static World find(DbExecute execute, int id) {
    return execute
        .createGet(FIND)
        .addParam(id)
        .execute()
        .map(row -> new World(row.column(1).getInt(), row.column(2).getInt()))
        .orElseThrow();
  }

  private static int rows(ServerRequest request) {
    return WebTables.rows(request.query().first("n").orElse(""));
  }
}
