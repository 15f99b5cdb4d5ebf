package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.HttpLimits;
import dev.heddle.config.OperationsSettings;
import dev.heddle.config.Secret;
import dev.heddle.testing.Await;
import dev.heddle.testing.LogCapture;
import dev.heddle.testing.RawConnection;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A server whose database is not there: everything but the database must still be right. */
class HeddleServerTest {

  /** What JSON is read into. */
  public static final class Named {
    public String name = "";
  }

  private static final String PROBLEM = "application/problem+json";
  private static final HttpClient client = HttpClient.newHttpClient();
  private static final CountDownLatch entered = new CountDownLatch(1);
  private static final CountDownLatch release = new CountDownLatch(1);
  private static final CountDownLatch begun = new CountDownLatch(1);
  private static final CountDownLatch gone = new CountDownLatch(1);

  private static String absent = "";
  private static WebServer server;
  private static WebServer separate;

  @BeforeAll
  static void start() throws IOException {
    absent = "jdbc:postgresql://127.0.0.1:" + unusedPort() + "/none";
    server = started("first", HttpLimits.defaults(), OperationsSettings.shared());
    OperationsSettings own = new OperationsSettings("127.0.0.1", Optional.of(0));
    separate = started("separate", HttpLimits.defaults(), own);
  }

  @AfterAll
  static void stop() {
    release.countDown();
    server.stop();
    separate.stop();
    client.close();
  }

  private static WebServer started(String name, HttpLimits limits, OperationsSettings operations) {
    Database database = Database.create(named(name));
    return WebServer.builder()
        .host("127.0.0.1")
        .shutdownHook(false)
        .update(HeddleServer.of(HeddleFeature.create(database), limits, operations)::apply)
        .routing(MethodAwareRouting.of(routes -> routing(routes, SessionHandlers.of(database))))
        .build()
        .start();
  }

  private static DatabaseSettings named(String name) {
    DatabaseSettings like = DatabaseSettings.of(absent, "nobody", Secret.of("x"));
    return new DatabaseSettings(
        name,
        like.url(),
        like.username(),
        like.password(),
        like.applicationName(),
        like.tls(),
        like.pool(),
        like.session(),
        like.echo(),
        like.healthTimeout(),
        like.embedded());
  }

  private static void routing(HttpRouting.Builder routes, SessionHandlers db) {
    routes
        .get("/hello", (_, response) -> response.send("hello"))
        .put("/hello", (_, response) -> response.send("put"))
        .get("/by-id/{id}", (request, response) -> response.send("" + id(request)))
        .post(
            "/named", (request, response) -> response.send(request.content().as(Named.class).name))
        .post(
            "/object",
            (request, response) ->
                response.send("" + request.content().as(JsonObject.class).isEmpty()))
        .post("/text", (request, response) -> response.send(request.content().as(String.class)))
        .head("/own-head", (_, response) -> response.status(204).header("X-Own", "yes").send())
        .get("/own-head", (_, response) -> response.send("not asked"))
        .get("/streams", (_, response) -> stream(response))
        .get("/fails", (_, _) -> failing("sesame"))
        .get(
            "/teapot",
            (_, _) -> {
              throw new HttpException("sesame", Status.create(418));
            })
        .get("/row", db.read((session, _) -> session.get("SELECT 1")))
        .get(
            "/fails-late/{secret}",
            (_, _) -> {
              begun.countDown();
              assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
              throw new IllegalStateException("nobody is there to be told");
            })
        .get(
            "/blocks",
            (_, response) -> {
              entered.countDown();
              assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
              response.send("released");
            })
        .register(
            "/service",
            rules ->
                rules
                    .get("/a/{x}", (_, response) -> response.send("a"))
                    .delete("/a/{x}", (_, response) -> response.send("deleted"))
                    .register("/deep", deeper -> deeper.post("/", (_, r) -> r.send("deep"))));
  }

  private static long id(io.helidon.webserver.http.ServerRequest request) {
    return request.path().pathParameters().first("id").asLong().get();
  }

  /** More than is kept back to find out how long it is. */
  private static void stream(ServerResponse response) throws IOException {
    try (OutputStream out = response.outputStream()) {
      for (int i = 0; i < 100; i++) {
        out.write(new byte[4096]);
      }
    }
  }

  private static void failing(String text) {
    throw new IllegalStateException(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /nothing        |                  | 404",
        "GET    | /by-id/abc      |                  | 400",
        "GET    | /fails          |                  | 500",
        "GET    | /teapot         |                  | 418",
        "GET    | /row            |                  | 503",
        "POST   | /hello          | x                | 405",
        "POST   | /service/a/1    | x                | 405",
        "GET    | /service/deep   |                  | 405",
        "GET    | /service/b      |                  | 404",
        "POST   | /health         | x                | 405",
        "POST   | /observe/pool   | x                | 405",
        "PATCH  | /hello          | x                | 405",
        "BREW   | /hello          | x                | 405",
        "POST   | /named          | {not json        | 400",
        "POST   | /named          | {\"name\":\"x\"} y | 400",
        "POST   | /object         | []               | 400",
        "POST   | /object         | {} {}            | 400",
        "POST   | /named          | [1]              | 400",
      })
  void answersEveryFailureWithAProblem(String method, String path, String body, int status)
      throws Exception {
    HttpResponse<String> answer = send(method, path, body == null ? "" : body, "application/json");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).contains(PROBLEM);
    JsonObject problem = json(answer.body());
    assertThat(problem.getInt("status")).isEqualTo(status);
    assertThat(problem.getString("instance")).isEqualTo("urn:uuid:" + problem.getString("id"));
    assertThat(answer.body()).doesNotContain("sesame", "Exception", "127.0.0.1", "SELECT");
  }

  @Test
  void namesTheMethodsThatAPathHas() throws Exception {
    assertThat(send("POST", "/hello", "x", "text/plain").headers().allValues("allow"))
        .containsExactly("GET, HEAD, PUT, OPTIONS");
    assertThat(send("POST", "/service/a/1", "x", "text/plain").headers().allValues("allow"))
        .containsExactly("GET, HEAD, DELETE, OPTIONS");
  }

  @Test
  void answersAnUnreadableKindOfBody415() throws Exception {
    HttpResponse<String> answer = send("POST", "/named", "<name/>", "application/xml");

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.headers().firstValue("content-type")).contains(PROBLEM);
  }

  @Test
  void answersWhatIsNoUtf8400InsteadOfReplacingIt() throws Exception {
    byte[] body = "{\"name\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
    body[9] = (byte) 0xff;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/named"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build();

    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
  }

  @Test
  void answersAnAbsentDatabase503WithRetryAfter() throws Exception {
    HttpResponse<String> answer = send("GET", "/row", "", "text/plain");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/hello          | 200 | content-length: 5",
        "/service/a/1    | 200 | content-length: 1",
        "/streams        | 200 | transfer-encoding: chunked",
        "/health         | 503 | content-type: application/json",
        "/observe/pool   | 200 | content-type: application/json",
        "/own-head       | 204 | x-own: yes",
        "/fails          | 500 | content-type: application/problem+json",
        "/nothing        | 404 | content-type: application/problem+json",
        "/nothing        | 404 | content-length: 1",
        "/service/deep   | 405 | allow: POST, OPTIONS",
      })
  void answersHeadLikeGetButWithoutTheBody(String path, int status, String header)
      throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      connection.send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      connection.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      RawConnection.Transcript answers = connection.readUntilClosed(Duration.ofSeconds(5));

      assertThat(answers.statuses()).containsExactly(status, 200);
      int end = answers.text().indexOf("\r\n\r\n");
      assertThat(answers.text().substring(0, end)).containsIgnoringCase(header);
      assertThat(answers.text().substring(end + 4)).startsWith("HTTP/1.1 200").endsWith("hello");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/hello        | 204 | GET, HEAD, PUT, OPTIONS",
        "/service/a/1  | 204 | GET, HEAD, DELETE, OPTIONS",
        "/service/deep | 204 | POST, OPTIONS",
        "/health       | 204 | GET, HEAD, OPTIONS",
        "/nothing      | 404 |",
      })
  void answersOptionsWithTheMethodsOfAPath(String path, int status, String allow) throws Exception {
    HttpResponse<String> answer = send("OPTIONS", path, "", "text/plain");

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("allow")).isEqualTo(Optional.ofNullable(allow));
  }

  @Test
  void doesNotLogThePathOfARequestWhoseClientCannotBeTold() throws Exception {
    WebServer own = started("own", HttpLimits.defaults(), OperationsSettings.shared());
    try (LogCapture log = LogCapture.of("")) {
      RawConnection leaving = RawConnection.open(own.port());
      leaving.send("GET /fails-late/planted HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      leaving.reset();
      gone.countDown();
      Await.until(
          Duration.ofSeconds(10),
          () -> log.from(Level.WARNING).stream().anyMatch(line -> line.contains("status 500")),
          "the failure is logged");
      own.stop();
      assertThat(log.from(Level.ALL)).noneMatch(line -> line.contains("planted"));
    }
  }

  @Test
  void answersAHeadRequestWithoutABody() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      connection.send("HEAD /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
      connection.send("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      RawConnection.Transcript answers = connection.readUntilClosed(Duration.ofSeconds(5));

      assertThat(answers.statuses()).containsExactly(404, 200);
      assertThat(answers.text()).endsWith("hello").doesNotContain("about:blank");
    }
  }

  static Stream<Arguments> requestsThatAreNotRouted() {
    return Stream.of(
        Arguments.of("GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        Arguments.of("GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        Arguments.of("POST /named HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n", 413),
        Arguments.of("GET /hello HTTP/1.0\r\nHost: x\r\n\r\n", 505));
  }

  @ParameterizedTest
  @MethodSource("requestsThatAreNotRouted")
  void answersWhatFailsBeforeRoutingWithAProblem(String request, int status) throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      RawConnection.Transcript answer =
          connection.send(request).readUntilClosed(Duration.ofSeconds(5));

      assertThat(answer.statuses()).containsExactly(status);
      assertThat(answer.text()).contains(PROBLEM, "\"status\":" + status);
      assertThat(answer.closed()).isTrue();
    }
  }

  @Test
  void answersAChunkedBodyThatGrowsTooLarge413() throws IOException {
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    try (RawConnection connection = RawConnection.open(server.port())) {
      connection.send(
          "POST /text HTTP/1.1\r\nHost: x\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n"
              + chunk.repeat(16)
              + "1\r\n");
      RawConnection.Transcript answer = connection.readUntilClosed(Duration.ofSeconds(5));

      assertThat(answer.statuses()).containsExactly(413);
      assertThat(answer.text()).contains(PROBLEM);
    }
  }

  @Test
  void tellsAClientWhoseFirstChunkIsTooLargeWhileItSendsIt() throws IOException {
    String head = "POST /text HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n200000\r\n";
    String whole = head + "x".repeat(0x200000);
    for (int i = 0; i < 5; i++) {
      try (RawConnection connection = RawConnection.open(server.port())) {
        connection.send(whole);

        assertThat(connection.readUntilClosed(Duration.ofSeconds(5)).statuses())
            .containsExactly(413);
      }
    }
  }

  @Test
  void tellsAClientThatItSendsTooMuchWhileItSends() throws Exception {
    HttpResponse<String> answer = send("POST", "/text", "x".repeat(3_000_000), "text/plain");

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void isAliveButNotReadyWithoutItsDatabase() throws Exception {
    HttpResponse<String> health = send("GET", "/health", "", "text/plain");
    HttpResponse<String> ready = send("GET", "/observe/health/ready", "", "text/plain");

    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body()).isEqualTo("{\"status\":\"unhealthy\",\"database\":\"disconnected\"}");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("disconnected").doesNotContain("nobody", "127.0.0.1");
    assertThat(send("GET", "/observe/health/live", "", "text/plain").statusCode()).isEqualTo(200);
    assertThat(send("GET", "/observe/health/started", "", "text/plain").statusCode())
        .isEqualTo(200);
  }

  @Test
  void showsThePoolsNumbers() throws Exception {
    HttpResponse<String> pool = send("GET", "/observe/pool", "", "text/plain");
    HttpResponse<String> metrics = send("GET", "/observe/metrics", "", "text/plain");

    assertThat(pool.headers().firstValue("content-type")).contains("application/json");
    assertThat(json(pool.body()).keySet())
        .startsWith("pool_size", "checked_in", "checked_out", "overflow", "invalidated")
        .contains("total", "max", "waiting", "acquired", "acquire_timeouts", "acquire_p50_micros");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body()).contains("heddle_pool_size{", "pool=\"first\"");
  }

  @Test
  void answersOperatorsOnTheirOwnListenerOnly() throws Exception {
    int operators = separate.port(HeddleFeature.OPERATIONS_SOCKET);

    for (String path : new String[] {"/health", "/observe/health/ready"}) {
      assertThat(get(operators, path).statusCode()).isEqualTo(503);
      assertThat(get(separate.port(), path).statusCode()).isEqualTo(404);
    }
    for (String path : new String[] {"/observe/health/live", "/observe/pool", "/observe/metrics"}) {
      assertThat(get(operators, path).statusCode()).isEqualTo(200);
      assertThat(get(separate.port(), path).statusCode()).isEqualTo(404);
    }
    assertThat(get(operators, "/hello").statusCode()).isEqualTo(404);
    assertThat(get(separate.port(), "/hello").statusCode()).isEqualTo(200);
  }

  @Test
  void answersOperatorsOnTheirOwnListenerOnlyAlsoWithTheFeatureAlone() throws Exception {
    WebServer alone =
        WebServer.builder()
            .host("127.0.0.1")
            .shutdownHook(false)
            .addFeature(HeddleFeature.create(Database.create(named("alone"))))
            .putSocket(
                HeddleFeature.OPERATIONS_SOCKET,
                socket -> socket.name(HeddleFeature.OPERATIONS_SOCKET).host("127.0.0.1"))
            .build()
            .start();
    try {
      int operators = alone.port(HeddleFeature.OPERATIONS_SOCKET);
      for (String path :
          new String[] {"/observe/health/live", "/observe/pool", "/observe/metrics"}) {
        assertThat(get(operators, path).statusCode()).isEqualTo(200);
        assertThat(get(alone.port(), path).statusCode()).isEqualTo(404);
      }
      assertThat(get(operators, "/health").statusCode()).isEqualTo(503);
      assertThat(get(alone.port(), "/health").statusCode()).isEqualTo(404);
    } finally {
      alone.stop();
    }
  }

  @Test
  void showsTheFirstOfTwoPoolsWithTheSameNameUntilItIsStopped() throws Exception {
    WebServer one = started("twin", HttpLimits.defaults(), OperationsSettings.shared());
    WebServer other = started("twin", HttpLimits.defaults(), OperationsSettings.shared());
    try {
      String twin = "pool=\"twin\"";
      assertThat(get(server.port(), "/observe/metrics").body()).contains(twin);

      other.stop();
      assertThat(get(server.port(), "/observe/metrics").body())
          .as("the second one takes nothing away")
          .contains(twin);

      one.stop();
      assertThat(get(server.port(), "/observe/metrics").body()).doesNotContain(twin);
    } finally {
      one.stop();
      other.stop();
    }
  }

  @Test
  void refusesRequestsBeyondTheLimitButNoProbe() throws Exception {
    HttpLimits one = HttpLimits.defaults().withMaxRequests(1);
    WebServer small = started("small", one, OperationsSettings.shared());
    try {
      CompletableFuture<HttpResponse<String>> blocked =
          client.sendAsync(request(small.port(), "/blocks"), BodyHandlers.ofString());
      assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
      HttpResponse<String> refused = get(small.port(), "/hello");

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).isPresent();
      assertThat(get(small.port(), "/observe/health/live").statusCode()).isEqualTo(200);
      release.countDown();
      assertThat(blocked.get(10, TimeUnit.SECONDS).body()).isEqualTo("released");
      // It counts as one until a moment after its client has the answer.
      Await.until(
          Duration.ofSeconds(10),
          () -> get(small.port(), "/hello").statusCode() == 200,
          "it is served again");
    } finally {
      release.countDown();
      small.stop();
    }
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return client.send(request(port, path), BodyHandlers.ofString());
  }

  private static HttpRequest request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
  }

  private static HttpResponse<String> send(
      String method, String path, String body, String contentType) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", contentType)
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static JsonObject json(String text) {
    try (var reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
