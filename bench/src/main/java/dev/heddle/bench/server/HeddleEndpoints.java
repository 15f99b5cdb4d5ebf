package dev.heddle.bench.server;

import dev.heddle.Session;
import dev.heddle.client.Pipeline;
import dev.heddle.web.Answer;
import dev.heddle.web.SessionHandlers;
import io.helidon.dbclient.DbRow;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a user of Heddle writes. */
final class HeddleEndpoints implements HttpService {

  private static final String FIND = WebTables.WORLD + "?";
  private static final String UPDATE = WebTables.UPDATE.formatted("?", "?");
  private static final String ADD = WebTables.MEMBER.formatted(":username", ":email");
  private static final String WORK = WebTables.WORK + "?)";

  private final SessionHandlers db;

  HeddleEndpoints(SessionHandlers db) {
    this.db = db;
  }

  @Override
  public void routing(HttpRules rules) {
    rules
        .get("/plaintext", (_, response) -> response.send(Greeting.TEXT))
        .get("/json", (_, response) -> response.send(new Greeting(Greeting.TEXT)))
        .get("/db", db.read(HeddleEndpoints::one))
        .get("/queries", db.read(HeddleEndpoints::several))
        .get("/updates", db.write(HeddleEndpoints::update))
        .get("/fortunes", db.read(HeddleEndpoints::fortunes))
        .get("/work", db.read(HeddleEndpoints::work))
        .post("/users", db.write(HeddleEndpoints::add));
  }

  private static Optional<World> one(Session session, ServerRequest request) {
    return find(session, WebTables.anyWorld());
  }

  private static List<World> several(Session session, ServerRequest request) {
    return some(session, rows(request));
  }

  private static List<World> update(Session session, ServerRequest request) {
    // In the order of their keys, or two requests could wait for each other.
    List<World> worlds =
        some(session, rows(request)).stream()
            .map(world -> new World(world.id(), WebTables.anyWorld()))
            .sorted(Comparator.comparingInt(World::id))
            .toList();
    session.batch(
        UPDATE, worlds.stream().map(world -> List.of(world.randomNumber(), world.id())).toList());
    return worlds;
  }

  private static Answer fortunes(Session session, ServerRequest request) {
    List<Fortune> found =
        session
            .createQuery(WebTables.FORTUNES)
            .execute()
            .map(row -> row.as(Fortune.class))
            .toList();
    return new Answer(
        Status.OK_200,
        Map.of(HeaderNames.CONTENT_TYPE.defaultCase(), "text/html; charset=utf-8"),
        Optional.of(Fortune.page(found)));
  }

  private static Map<String, Integer> work(Session session, ServerRequest request) {
    double seconds = WebTables.millis(request.query().first("ms").orElse("")) / 1_000.0;
    return session
        .createGet(WORK)
        .addParam(seconds)
        .execute()
        .map(row -> Map.of("one", row.column("one").getInt()))
        .orElseThrow();
  }

  private static Answer add(Session session, ServerRequest request) {
    Member.Draft draft = request.content().as(Member.Draft.class);
    Member member =
        session
            .last() // COMMIT travels with it
            .createGet(ADD)
            .namedParam(draft)
            .execute()
            .map(row -> row.as(Member.class))
            .orElseThrow();
    return Answer.created("/users/" + member.id(), member);
  }

  /** All in one round trip. */
  private static List<World> some(Session session, int rows) {
    Pipeline pipeline = session.pipeline();
    List<Pipeline.Pending<Optional<DbRow>>> asked = new ArrayList<>(rows);
    for (int i = 0; i < rows; i++) {
      asked.add(pipeline.get(FIND, WebTables.anyWorld()));
    }
    pipeline.execute();
    return asked.stream().map(each -> each.result().orElseThrow().as(World.class)).toList();
  }

  private static Optional<World> find(Session session, int id) {
    return session.createGet(FIND).addParam(id).execute().map(row -> row.as(World.class));
  }

  private static int rows(ServerRequest request) {
    return WebTables.rows(request.query().first("n").orElse(""));
  }
}
