package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.config.HttpLimits;
import dev.heddle.config.OperationsSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is refused for the number of requests is told when the pool's queue will have moved on. */
@PostgresTest
class RequestLimitIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** More than the pool needs to measure how fast its queue moves. */
  private static final int QUICK = 20;

  private static final int WAITING = 100;

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private final Database database;
  private final WebServer server;

  RequestLimitIT(TestPostgres postgres) {
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
    HttpLimits one = HttpLimits.defaults().withMaxRequests(1);
    this.server =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .update(
                HeddleServer.of(HeddleFeature.create(database), one, OperationsSettings.shared())
                    ::apply)
            .routing(
                MethodAwareRouting.of(
                    routes ->
                        routes
                            .get("/hello", (_, response) -> response.send("hello"))
                            .get(
                                "/blocks",
                                (_, response) -> {
                                  entered.countDown();
                                  release.await();
                                  response.send("released");
                                })))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    release.countDown();
    Await.until(SOON, () -> database.stats().checkedOut() == 0, "all given back");
    server.stop();
    client.close();
  }

  @Test
  void tellsWhenTheQueueWillHaveMovedOn() throws Exception {
    CompletableFuture<HttpResponse<String>> blocked =
        client.sendAsync(request("/blocks"), BodyHandlers.ofString());
    entered.await();
    assertThat(retryAfter()).as("nothing was measured").isEqualTo(1);

    makeTheQueueSlow();
    long least = seconds(database.retryAfter());
    long told = retryAfter();
    assertThat(told).isBetween(least, seconds(database.retryAfter())).isGreaterThan(1);
    release.countDown();
    assertThat(blocked.join().body()).isEqualTo("released");
  }

  /** Some are served at once, the others wait for one that keeps its connection. */
  private void makeTheQueueSlow() {
    AtomicInteger served = new AtomicInteger();
    try (Session holder = database.session()) {
      holder.get("SELECT 1");
      for (int i = 0; i < QUICK + WAITING; i++) {
        Thread.ofVirtual().start(() -> wait(served));
      }
      Await.until(SOON, () -> database.stats().waiting() == QUICK + WAITING, "all wait");
    }
    Await.until(
        SOON,
        () -> database.retryAfter().compareTo(Duration.ofSeconds(2)) > 0,
        "the queue is slow");
  }

  private void wait(AtomicInteger served) {
    try (Session session = database.session()) {
      session.get("SELECT 1");
      if (served.incrementAndGet() == QUICK) {
        release.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long retryAfter() throws Exception {
    HttpResponse<String> refused = client.send(request("/hello"), BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(503);
    return refused.headers().firstValueAsLong("retry-after").orElse(0);
  }

  private static long seconds(Duration wait) {
    return wait.plusMillis(999).toSeconds();
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build();
  }
}
