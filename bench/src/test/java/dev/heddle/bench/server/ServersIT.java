package dev.heddle.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.bench.child.ChildJvm;
import dev.heddle.bench.child.Message;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.File;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who answers something else than the others would win for nothing. */
@PostgresTest
class ServersIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestPostgres postgres;
  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir private Path logs;

  ServersIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @ParameterizedTest
  @EnumSource
  void answerAlike(Contender contender) throws Exception {
    postgres.execute("DROP SCHEMA IF EXISTS heddle_bench CASCADE", "CREATE SCHEMA heddle_bench");
    postgres.execute(WebTables.statements().toArray(String[]::new));
    try (ChildJvm server = start(contender)) {
      URI at = URI.create("http://127.0.0.1:%d".formatted(open(contender, server)));

      assertThat(get(at, "/plaintext").body()).isEqualTo("Hello, World!");
      assertThat(get(at, "/plaintext").headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain");
      assertThat(get(at, "/json").body()).isEqualTo("{\"message\":\"Hello, World!\"}");
      assertThat(get(at, "/json").headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/json");
      // On a busy machine a new process may need more than a second for its first connection.
      Await.until(LIMIT, () -> get(at, "/db").statusCode() == 200, "it has a connection");
      assertIsWorld(json(get(at, "/db")).asJsonObject());
      assertThat(json(get(at, "/queries?n=20")).asJsonArray())
          .hasSize(20)
          .allSatisfy(each -> assertIsWorld(each.asJsonObject()));
      assertThat(json(get(at, "/queries?n=x")).asJsonArray()).hasSize(1);
      assertThat(json(get(at, "/queries?n=501")).asJsonArray()).hasSize(500);
      assertUpdates(at);
      assertFortunes(get(at, "/fortunes"));
      assertThat(json(get(at, "/work?ms=1")).asJsonObject().getInt("one")).isEqualTo(1);
      assertAdds(at);
    }
  }

  private void assertUpdates(URI at) throws Exception {
    for (JsonValue each : json(get(at, "/updates?n=5")).asJsonArray()) {
      int id = each.asJsonObject().getInt("id");
      int number = each.asJsonObject().getInt("randomNumber");
      assertThat(postgres.count("SELECT randomnumber FROM heddle_bench.world WHERE id = " + id))
          .isEqualTo(number);
    }
  }

  private static void assertFortunes(HttpResponse<String> page) {
    assertThat(page.headers().firstValue("Content-Type").orElseThrow())
        .isEqualToIgnoringWhitespace("text/html; charset=utf-8");
    assertThat(page.body())
        .contains("<tr><td>0</td><td>Additional fortune added at request time.</td></tr>")
        .contains("&lt;script&gt;alert(&quot;This should not be executed.&quot;);&lt;/script&gt;")
        .contains("<tr><td>12</td><td>フレームワークのベンチマーク</td></tr></table></body></html>");
  }

  private void assertAdds(URI at) throws Exception {
    HttpResponse<String> made =
        client.send(
            HttpRequest.newBuilder(at.resolve("/users"))
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"username\":\"ada\",\"email\":\"ada@example.org\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(made.statusCode()).isEqualTo(201);
    JsonObject member = json(made).asJsonObject();
    assertThat(member.getString("email")).isEqualTo("ada@example.org");
    int id = member.getInt("id");
    assertThat(made.headers().firstValue("Location")).contains("/users/" + id);
    assertThat(
            postgres.count(
                "SELECT count(*) FROM heddle_bench.member WHERE username = 'ada' AND id = " + id))
        .isEqualTo(1);
  }

  private static void assertIsWorld(JsonObject world) {
    assertThat(world.keySet()).containsExactlyInAnyOrder("id", "randomNumber");
    assertThat(world.getInt("id")).isBetween(1, WebTables.WORLDS);
    assertThat(world.getInt("randomNumber")).isBetween(1, WebTables.WORLDS);
  }

  private HttpResponse<String> get(URI at, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(at.resolve(path)).timeout(LIMIT).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static JsonValue json(HttpResponse<String> answer) {
    try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
      return reader.readValue();
    }
  }

  private ChildJvm start(Contender contender) throws Exception {
    String own = Path.of(codeSource().toURI()).toString();
    String stock = own + File.pathSeparator + Path.of("target", "stock").toAbsolutePath() + "/*";
    return ChildJvm.start(
        contender.label(),
        logs,
        contender.isStock() ? stock : System.getProperty("java.class.path"),
        List.of(),
        contender.main());
  }

  private static java.net.URL codeSource() {
    return Contender.class.getProtectionDomain().getCodeSource().getLocation();
  }

  private int open(Contender contender, ChildJvm server) throws Exception {
    Message open =
        Message.of("open")
            .with("url", postgres.url())
            .with("username", postgres.username())
            .with("password", postgres.password())
            .with("poolSize", 4);
    for (Map.Entry<String, String> setting : contender.settings().entrySet()) {
      open = open.with(setting.getKey(), setting.getValue());
    }
    return (int) server.ask(open, LIMIT).number("port");
  }
}
