package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.testing.LogCapture;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.common.GenericType;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be mapped is a client's mistake only when it came from the client. */
@PostgresTest
class MappingFailureIT {

  private final Database database;
  private final HttpClient client = HttpClient.newHttpClient();
  private final LogCapture log = LogCapture.of(ProblemLog.class.getName());
  private WebServer server;

  MappingFailureIT(TestPostgres postgres) {
    this.database = Database.create(postgres.settings());
  }

  record Positive(int n) {
    @SuppressWarnings("UnusedMethod") // Called by reflection.
    Positive {
      if (n < 0) {
        throw new IllegalArgumentException("n is negative");
      }
    }
  }

  private static class Unmapped {}

  @BeforeEach
  void start() {
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .addFeature(HeddleFeature.create(database))
            .routing(this::routing)
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    log.close();
    client.close();
    server.stop();
  }

  private void routing(HttpRouting.Builder routes) {
    SessionHandlers db = SessionHandlers.of(database);
    routes
        .get("/undecodable", db.read((s, _) -> s.get("SELECT '{NaN}'::numeric[] AS v").isPresent()))
        .get(
            "/number/{n}",
            db.read((_, request) -> "" + request.path().pathParameters().first("n").asInt().get()))
        .get(
            "/stored",
            db.read(
                (session, _) ->
                    session.get("SELECT -1 AS n").orElseThrow().as(Positive.class).toString()))
        .get(
            "/stored-rows",
            db.read(
                (session, _) ->
                    session
                        .query("SELECT -1 AS n")
                        .map(row -> row.as(GenericType.create(Positive.class)).toString())))
        .get(
            "/further",
            db.read(
                (session, _) ->
                    ""
                        + session
                            .get("SELECT 'negative' AS n")
                            .orElseThrow()
                            .column("n")
                            .asString()
                            .as(Integer.class)
                            .get()))
        .get(
            "/unmapped",
            db.read(
                (session, _) ->
                    session.get("SELECT 1 AS n").orElseThrow().as(Unmapped.class).toString()))
        .get(
            "/named",
            db.read(
                (session, _) ->
                    "" + session.createGet("SELECT :n").namedParam(new Unmapped()).execute()))
        .get(
            "/indexed",
            db.read(
                (session, _) ->
                    "" + session.createGet("SELECT ?").indexedParam(new Unmapped()).execute()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stored", "/stored-rows", "/further", "/unmapped", "/named", "/indexed"})
  void isTheServersFailureForWhatIsStoredOrProgrammed(String path) throws Exception {
    HttpResponse<String> answer = get(path);
    String id = answer.body().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("negative", "Unmapped", "Positive");
    assertThat(log.from(Level.WARNING))
        .singleElement()
        .asString()
        .contains(id, "ColumnMappingException");
  }

  @Test
  void isTheServersFailureForWhatTheDriverCannotDecode() throws Exception {
    assertThat(get("/undecodable").statusCode()).isEqualTo(500);
    assertThat(log.from(Level.WARNING)).singleElement().asString().contains("StatementException");
  }

  @Test
  void isTheClientsMistakeForWhatItSent() throws Exception {
    assertThat(get("/number/7").statusCode()).isEqualTo(200);
    assertThat(get("/number/seven").statusCode()).isEqualTo(400);
    assertThat(log.from(Level.WARNING)).isEmpty();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
        BodyHandlers.ofString());
  }
}
