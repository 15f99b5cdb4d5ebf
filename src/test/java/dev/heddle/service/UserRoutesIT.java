package dev.heddle.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.config.MigrationSettings;
import dev.heddle.migrate.Migrator;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import dev.heddle.web.HeddleFeature;
import dev.heddle.web.HeddleServer;
import dev.heddle.web.SessionHandlers;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.config.yaml.YamlConfigParser;
import io.helidon.dbclient.DbStatements;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UserRoutesIT {

  private static final String ANN = "{\"username\":\"ann\",\"email\":\"ann@example.org\"}";

  private final TestPostgres postgres;
  private final WebServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  UserRoutesIT(TestPostgres postgres) {
    this.postgres = postgres;
    Config statements =
        Config.builder(ConfigSources.file(Path.of("etc", "config", "application.yaml")))
            .disableEnvironmentVariablesSource()
            .disableSystemPropertiesSource()
            .addParser(YamlConfigParser.create())
            .build()
            .get("database.statements");
    Database database =
        Database.builder(postgres.settings()).statements(DbStatements.create(statements)).build();
    this.server =
        WebServer.builder()
            .port(0)
            .shutdownHook(false)
            .update(HeddleServer.of(HeddleFeature.create(database))::apply)
            .routing(
                routes -> routes.register("/users", new UserRoutes(SessionHandlers.of(database))))
            .build();
  }

  @BeforeAll
  void start() {
    var _ = Migrator.of(postgres.settings(), MigrationSettings.defaults()).migrate();
    server.start();
  }

  @AfterAll
  void stop() {
    client.close();
    server.stop();
  }

  @BeforeEach
  void empty() {
    postgres.execute("TRUNCATE ai_seo.users");
  }

  @Test
  void createsReadsReplacesAndDeletes() throws Exception {
    HttpResponse<String> made = send("POST", "/users", ANN);
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.body()).contains("\"username\":\"ann\"", "\"created_at\"");
    String location = made.headers().firstValue("location").orElseThrow();

    assertThat(send("GET", location, "").body()).isEqualTo(made.body());
    assertThat(send("PUT", location, "{\"username\":\"bea\",\"email\":\"bea@example.org\"}").body())
        .contains("\"username\":\"bea\"");
    assertThat(send("DELETE", location, "").statusCode()).isEqualTo(204);
    assertThat(send("GET", location, "").statusCode()).isEqualTo(404);
    assertThat(send("DELETE", location, "").statusCode()).isEqualTo(404);
    assertThat(send("PUT", location, ANN).statusCode()).isEqualTo(404);
  }

  @Test
  void pagesByKey() throws Exception {
    for (int i = 0; i < 5; i++) {
      send("POST", "/users", ANN.replace("ann", "user" + i));
    }
    HttpResponse<String> first = send("GET", "/users?limit=3", "");
    assertThat(first.body()).contains("user0", "user2", "\"next\":\"/users?after=");
    String next = first.body().replaceAll(".*\"next\":\"([^\"]*)\".*", "$1");
    assertThat(send("GET", next, "").body())
        .contains("user3", "user4")
        .doesNotContain("user2", "next");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET    | /users/abc      |                                  | 400",
        "GET    | /users?limit=0  |                                  | 400",
        "GET    | /users?limit=x  |                                  | 400",
        "POST   | /users          |                                  | 400",
        "PUT    | /users/1        |                                  | 400",
        "POST   | /users          | {not json                        | 400",
        "POST   | /users          | []                               | 400",
        "PUT    | /users/1        | []                               | 400",
        "POST   | /users          | {\"username\":\"x\"}             | 400",
        "POST   | /users          | {\"username\":\"x\",\"email\":\"a@b\"} x | 400",
        "POST   | /users          | {\"username\":\"\",\"email\":\"a@b\"} | 422",
        "POST   | /users          | {\"username\":\"x\",\"email\":\"a\"}  | 422",
        "GET    | /users/1        |                                  | 404",
      })
  void refusesWhatIsWrong(String method, String path, String body, int status) throws Exception {
    HttpResponse<String> answer = send(method, path, body == null ? "" : body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET  | /users/abc     |                      | id must be a whole number",
        "GET  | /users?limit=0 |                      | limit must be from 1 to 100",
        "POST | /users         | {\"username\":\"x\"} | email is missing, or no text",
      })
  void saysWhatWouldBeRight(String method, String path, String body, String detail)
      throws Exception {
    assertThat(send(method, path, body == null ? "" : body).body())
        .contains("\"detail\":\"%s\"".formatted(detail));
  }

  @Test
  void refusesAUsernameTwice() throws Exception {
    assertThat(send("POST", "/users", ANN).statusCode()).isEqualTo(201);
    assertThat(send("POST", "/users", ANN).statusCode()).isEqualTo(409);
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + path))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
