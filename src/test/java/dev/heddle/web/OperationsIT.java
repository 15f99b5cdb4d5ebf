package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@PostgresTest
class OperationsIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final TestPostgres postgres;
  private final HttpClient client = HttpClient.newHttpClient();

  OperationsIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void tellsABusyPoolFromADatabaseThatIsDown() throws Exception {
    Database database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
    WebServer server = started(database, new AtomicBoolean(true));
    try {
      Await.until(SOON, () -> get(server, "/health").statusCode() == 200, "healthy");
      assertThat(get(server, "/health").body())
          .isEqualTo("{\"status\":\"healthy\",\"database\":\"connected\"}");
      assertThat(get(server, "/observe/health/ready").body()).contains("\"free\"");

      try (Session session = database.session()) {
        assertThat(session.get("SELECT 1")).isPresent();
        HttpResponse<String> busy = get(server, "/observe/health/ready");

        assertThat(busy.statusCode()).isEqualTo(200);
        assertThat(busy.body()).contains("\"busy\"", "connected");
        assertThat(get(server, "/health").statusCode()).isEqualTo(200);
        assertThat(get(server, "/observe/pool").body())
            .contains("\"checked_out\":1", "\"pool_size\":1", "\"overflow\":0");
      }
    } finally {
      server.stop();
    }
    assertThat(database.isOpen()).as("closed with the server").isFalse();
  }

  @Test
  void isNotReadyBeforeWhatMustComeFirst() throws Exception {
    AtomicBoolean prepared = new AtomicBoolean();
    WebServer server = started(Database.create(postgres.settings()), prepared);
    try {
      assertThat(get(server, "/observe/health/live").statusCode()).isEqualTo(200);
      assertThat(get(server, "/observe/health/started").statusCode()).isEqualTo(503);
      assertThat(get(server, "/observe/health/ready").statusCode()).isEqualTo(503);
      assertThat(get(server, "/health").statusCode()).isEqualTo(503);

      prepared.set(true);

      assertThat(get(server, "/observe/health/started").statusCode()).isEqualTo(200);
      Await.until(SOON, () -> get(server, "/observe/health/ready").statusCode() == 200, "ready");
    } finally {
      server.stop();
    }
  }

  private static WebServer started(Database database, AtomicBoolean prepared) {
    return WebServer.builder()
        .host("127.0.0.1")
        .shutdownHook(false)
        .update(HeddleServer.of(HeddleFeature.create(database, prepared::get))::apply)
        .build()
        .start();
  }

  private HttpResponse<String> get(WebServer server, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
