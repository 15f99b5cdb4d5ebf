package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A client that cannot be served for want of a connection is told so in time, and when to retry.
 */
@PostgresTest
class UnavailableIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(4);

  private final TestPostgres postgres;
  private final FaultProxy proxy;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Database database;
  private final WebServer server;

  UnavailableIT(TestPostgres postgres) throws IOException {
    this.postgres = postgres;
    this.proxy = FaultProxy.before(postgres.url());
    this.database = Database.create(settings());
    SessionHandlers db = SessionHandlers.of(database);
    this.server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .update(HeddleServer.of(HeddleFeature.create(database))::apply)
            .routing(
                MethodAwareRouting.of(
                    routes ->
                        routes
                            .get("/read", db.read((s, _) -> s.get("SELECT 1").map(_ -> "read")))
                            .post("/write", db.write((s, _) -> s.get("SELECT 1").map(_ -> "did")))))
            .build()
            .start();
  }

  @AfterEach
  void stop() throws IOException {
    server.stop();
    proxy.close();
    client.close();
  }

  @Test
  void answers503WhenNoConnectionComesFreeInTime() throws Exception {
    try (Session holder = database.session()) {
      assertThat(holder.get("SELECT 1")).isPresent();
      for (HttpRequest each : new HttpRequest[] {read(), write()}) {
        long start = System.nanoTime();
        HttpResponse<String> answer = client.send(each, BodyHandlers.ofString());
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isBetween(PATIENCE, PATIENCE.plus(GRACE));
        isAnHonest503(answer);
      }
    }
    assertThat(client.send(read(), BodyHandlers.ofString()).body()).isEqualTo("read");
  }

  @Test
  void answers503AtOnceWhenTheQueueIsFull() throws Exception {
    try (Session holder = database.session()) {
      assertThat(holder.get("SELECT 1")).isPresent();
      CompletableFuture<HttpResponse<String>> queued =
          client.sendAsync(read(), BodyHandlers.ofString());
      Await.until(SOON, () -> database.stats().waiting() == 1, "one waits, which is the limit");

      isAnHonest503(client.send(read(), BodyHandlers.ofString()));
      assertThat(queued).as("who came first still waits").isNotDone();
      isAnHonest503(queued.join());
    }
  }

  @Test
  void answers503WhenTheDatabaseIsDown() throws Exception {
    assertThat(client.send(read(), BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    proxy.close();
    for (HttpRequest each : new HttpRequest[] {read(), write(), read()}) {
      long start = System.nanoTime();
      HttpResponse<String> answer = client.send(each, BodyHandlers.ofString());
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(GRACE.multipliedBy(2));
      isAnHonest503(answer);
    }
  }

  private void isAnHonest503(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(answer.headers().firstValueAsLong("retry-after").orElse(0)).isBetween(1L, 60L);
    assertThat(answer.body())
        .contains("\"status\":503", "\"id\":")
        .doesNotContain(postgres.username(), postgres.password(), "jdbc", "SELECT", "localhost");
  }

  private DatabaseSettings settings() {
    PoolSettings like = PoolSettings.defaults();
    return postgres
        .settings()
        .withUrl(proxy.url(postgres.url()))
        .withPool(
            new PoolSettings(
                1, 0, PATIENCE, 1, like.recycle(), like.idleTimeout(), like.connectTimeout()));
  }

  private HttpRequest read() {
    return HttpRequest.newBuilder(uri("/read")).build();
  }

  private HttpRequest write() {
    return HttpRequest.newBuilder(uri("/write")).POST(HttpRequest.BodyPublishers.noBody()).build();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
