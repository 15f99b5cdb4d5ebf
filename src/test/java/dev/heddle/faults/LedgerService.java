package dev.heddle.faults;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.web.Answer;
import dev.heddle.web.HeddleFeature;
import dev.heddle.web.HeddleServer;
import dev.heddle.web.MethodAwareRouting;
import dev.heddle.web.SessionHandlers;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.util.function.BiConsumer;

/**
 * A service as users would write it, set up as the shipped one is: {@code POST /ledger/{id}}
 * applies a request, {@code GET /ledger/{id}} tells how often it was applied.
 */
final class LedgerService implements AutoCloseable {

  private final WebServer server;

  private LedgerService(WebServer server) {
    this.server = server;
  }

  /** Starts it on a free port; the database is opened in the background and closed with it. */
  static LedgerService start(
      Database database, BiConsumer<HttpRouting.Builder, SessionHandlers> more) {
    SessionHandlers db = SessionHandlers.of(database);
    return new LedgerService(
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .update(HeddleServer.of(HeddleFeature.create(database))::apply)
            .routing(
                MethodAwareRouting.of(
                    routes -> {
                      routes.post("/ledger/{id}", db.write(LedgerService::apply));
                      routes.get("/ledger/{id}", db.read(LedgerService::count));
                      more.accept(routes, db);
                    }))
            .build()
            .start());
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }

  private static Object apply(Session session, ServerRequest request) {
    session.insert(Ledger.APPLY, id(request));
    return Answer.created("/ledger/" + id(request), "applied");
  }

  private static Object count(Session session, ServerRequest request) {
    return session
        .get("SELECT count(*) AS times FROM ledger WHERE request = ?", id(request))
        .map(row -> Long.toString(row.column("times").getLong()));
  }

  private static long id(ServerRequest request) {
    return request.path().pathParameters().first("id").asLong().get();
  }
}
