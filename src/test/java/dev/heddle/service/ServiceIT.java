package dev.heddle.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.ConfigurationSources;
import dev.heddle.config.Profiles;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.TestPostgres;
import io.helidon.config.Config;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service within this process. */
@PostgresTest
class ServiceIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  private final TestPostgres postgres;

  ServiceIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void servesUntilItIsShutDownOnce() throws IOException {
    Service service = Service.start(config(Map.of()));
    int port = service.port();
    try {
      Await.until(SOON, () -> get(port, "/health").startsWith("HTTP/1.1 200"), "healthy");
      assertThat(get(port, "/users")).startsWith("HTTP/1.1 200").endsWith("{\"users\":[]}");
    } finally {
      service.shutdown();
    }
    service.shutdown();

    assertThatThrownBy(() -> RawConnection.open(port)).isInstanceOf(ConnectException.class);
    Await.until(SOON, () -> postgres.backends() == 0, "no connection is left");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/xml",
        "application/octet-stream",
        "multipart/form-data; boundary=x",
        ""
      })
  void takesNothingButJson(String mediaType) throws IOException {
    Service service = Service.start(config(Map.of()));
    try {
      Await.until(SOON, () -> get(service.port(), "/health").startsWith("HTTP/1.1 200"), "ready");
      String json = "{\"username\":\"ann\",\"email\":\"ann@example.org\"}";

      assertThat(post(service.port(), mediaType, json)).startsWith("HTTP/1.1 415");
      assertThat(postgres.count("SELECT count(*) FROM ai_seo.users")).isZero();
    } finally {
      service.shutdown();
    }
  }

  @Test
  void endsWhenAMigrationFails(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("V1__broken.sql"), "SELECT nonsense;");
    Service service =
        Service.start(
            config(
                Map.of(
                    "DATABASE_MIGRATION_LOCATIONS",
                    "filesystem:" + folder,
                    "DATABASE_MIGRATION_SCHEMAS",
                    "other")));
    try {
      assertThat(service.await()).isOne();
    } finally {
      service.shutdown();
    }
  }

  @Test
  void isReadyWithoutMigrationsWhenTheyAreSwitchedOff() {
    Service service =
        Service.start(
            config(
                Map.of(
                    "DATABASE_MIGRATION_ENABLED",
                    "false",
                    "DATABASE_MIGRATION_SCHEMAS",
                    "unused")));
    try {
      Await.until(SOON, () -> get(service.port(), "/health").startsWith("HTTP/1.1 200"), "healthy");
      assertThat(postgres.count("SELECT count(*) FROM pg_namespace WHERE nspname = 'unused'"))
          .isZero();
    } finally {
      service.shutdown();
    }
  }

  private Config config(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("ENVIRONMENT", "test");
    environment.put("DATABASE_URL", postgres.url());
    environment.put("TEST_POSTGRES_USER", postgres.username());
    environment.put("TEST_POSTGRES_PASSWORD", postgres.password());
    return Profiles.load(
        new ConfigurationSources(environment, Map.of(), Optional.empty(), Optional.empty()));
  }

  private static String get(int port, String path) throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      return connection
          .send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
          .readUntilClosed(SOON)
          .text();
    }
  }

  private static String post(int port, String mediaType, String body) throws IOException {
    String contentType = mediaType.isEmpty() ? "" : "Content-Type: " + mediaType + "\r\n";
    try (RawConnection connection = RawConnection.open(port)) {
      return connection
          .send(
              "POST /users HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + contentType
                  + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body))
          .readUntilClosed(SOON)
          .text();
    }
  }
}
