package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.TransactionOptions;
import dev.heddle.config.HttpLimits;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A handler whose transaction others got in the way of is called again before anything is sent. */
@PostgresTest
class RepeatedHandlerIT {

  private static final TransactionOptions THREE = TransactionOptions.write().withTries(3);

  private final TestPostgres postgres;
  private final Database database;
  private final AtomicInteger calls = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private WebServer server;

  RepeatedHandlerIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database = Database.create(postgres.settings());
  }

  @BeforeEach
  void start() {
    postgres.execute("CREATE TABLE IF NOT EXISTS kept (body text)", "TRUNCATE kept");
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .update(HttpGuard.of(HttpLimits.defaults())::apply)
            .addFeature(HeddleFeature.create(database))
            .routing(this::routing)
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop();
  }

  private void routing(HttpRouting.Builder routes) {
    SessionHandlers db = SessionHandlers.of(database);
    routes
        .post("/third", db.handler(THREE, (session, request) -> keep(session, request, 3)))
        .post("/fourth", db.handler(THREE, (session, request) -> keep(session, request, 4)))
        .post(
            "/nothing",
            db.handler(
                THREE,
                (session, request) -> {
                  keep(session, request, 1);
                  return Answer.of(Status.NO_CONTENT_204, "something");
                }))
        .post(
            "/refuses",
            db.handler(
                THREE,
                (session, request) -> {
                  keep(session, request, 1);
                  return Answer.of(Status.CONFLICT_409, "no");
                }));
  }

  private Answer keep(Session session, ServerRequest request, int succeeds) {
    String body = request.content().as(String.class);
    session.insert("INSERT INTO kept VALUES (?)", body);
    if (calls.incrementAndGet() < succeeds) {
      session.dml("DO $$ BEGIN RAISE EXCEPTION 'others' USING ERRCODE = '40001'; END $$");
    }
    return Answer.created("/kept/1", body);
  }

  @Test
  void isAnsweredOnceAndKeptOnceWithTheSameBody() throws Exception {
    HttpResponse<String> answer = post("/third");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo("the body");
    assertThat(calls).hasValue(3);
    assertThat(postgres.count("SELECT count(*) FROM kept WHERE body = 'the body'")).isEqualTo(1);
  }

  @Test
  void isA503AfterTheLastTry() throws Exception {
    HttpResponse<String> answer = post("/fourth");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(calls).hasValue(3);
    assertThat(postgres.count("SELECT count(*) FROM kept")).isZero();
  }

  @Test
  void keepsNothingForAnAnswerThatCannotBeSent() throws Exception {
    assertThat(post("/nothing").statusCode()).isEqualTo(500);
    assertThat(postgres.count("SELECT count(*) FROM kept")).isZero();
  }

  @Test
  void rollsBackForAStatusThatSaysNo() throws Exception {
    assertThat(post("/refuses").statusCode()).isEqualTo(409);
    assertThat(postgres.count("SELECT count(*) FROM kept")).isZero();
  }

  @Test
  void isNotOfferedToHandlersThatAnswerThroughTheResponse() {
    assertThatThrownBy(
            () -> SessionHandlers.of(database).classic(THREE, (_, _, response) -> response.send()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tries=3");
  }

  private HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .POST(BodyPublishers.ofString("the body"))
            .build(),
        BodyHandlers.ofString());
  }
}
