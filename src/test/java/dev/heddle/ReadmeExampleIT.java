package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The example of {@code README.md} is compiled, runs, and is the one that is printed there. */
@PostgresTest
class ReadmeExampleIT {

  private static final Path SOURCE =
      Path.of("src", "test", "java", "dev", "heddle", "ReadmeExample.java");

  @Test
  void isTheOneInTheReadme() throws IOException {
    String source = Files.readString(SOURCE);
    String shown =
        source.substring(
            source.indexOf('\n', source.indexOf("// README begins")) + 1,
            source.indexOf("  // README ends"));
    assertThat(Files.readString(Path.of("README.md")))
        .contains(shown.stripTrailing().stripIndent());
  }

  @Test
  void runs(TestPostgres postgres) throws IOException, InterruptedException {
    postgres.execute(
        "CREATE TABLE users (id bigint GENERATED ALWAYS AS IDENTITY, username text UNIQUE)",
        "GRANT ALL ON users TO PUBLIC");
    WebServer server = ReadmeExample.serve(config(postgres));
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI users = URI.create("http://localhost:" + server.port() + "/users");
      HttpRequest create =
          HttpRequest.newBuilder(users).POST(BodyPublishers.ofString("ada")).build();
      HttpResponse<String> created = client.send(create, BodyHandlers.ofString());
      assertThat(created.statusCode()).isEqualTo(201);
      assertThat(created.headers().firstValue("location")).contains("/users/1");
      assertThat(client.send(create, BodyHandlers.ofString()).statusCode()).isEqualTo(409);

      HttpRequest find = HttpRequest.newBuilder(URI.create(users + "/1")).build();
      assertThat(client.send(find, BodyHandlers.ofString()).body()).isEqualTo("ada");
      HttpRequest none = HttpRequest.newBuilder(URI.create(users + "/9")).build();
      assertThat(client.send(none, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    } finally {
      server.stop();
    }
  }

  private static Config config(TestPostgres postgres) {
    return Config.just(
        ConfigSources.create(
            Map.of(
                "server.port", "0",
                "server.shutdown-hook", "false",
                "database.url", postgres.url(),
                "database.username", postgres.username(),
                "database.password", postgres.password())));
  }
}
