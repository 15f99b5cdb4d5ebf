package dev.heddle.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.Secret;
import dev.heddle.testing.Await;
import dev.heddle.testing.Disclosure;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.ServiceProcess;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise 8 for the service as it is shipped, with every logger at its finest. */
@PostgresTest
class ServiceSecretsIT {

  private static final String VALUE = "plantedvalue5f3a";
  private static final String WRONG = "planted-password-77c1";
  private static final Duration SOON = Duration.ofSeconds(20);

  /** What only the server's and the driver's own words hold. */
  private static final List<String> DRIVER_WORDS =
      List.of(
          "ERROR:",
          "FATAL:",
          "Detail:",
          "Hint:",
          "violates",
          "already exists.",
          "invalid input",
          "invalid byte",
          "does not exist",
          "authentication failed",
          "terminating connection",
          "Connection to ",
          "PSQLException:");

  private final TestPostgres postgres;
  private final Disclosure disclosure = new Disclosure().forbid(VALUE).forbid(WRONG);
  private final List<String> refusals = new ArrayList<>();

  @TempDir private Path folder;

  ServiceSecretsIT(TestPostgres postgres) {
    this.postgres = postgres;
    disclosure.forbid(postgres.password());
    DRIVER_WORDS.forEach(disclosure::forbidText);
  }

  @AfterEach
  void answersDiscloseNothing() {
    disclosure.assertAbsentFrom("answers", refusals);
  }

  @Test
  void tellsNothingWhateverFails() throws Exception {
    Map<String, String> properties = new HashMap<>(ServiceProcess.finestLogs(folder));
    properties.put("database.session.timeout", "2s");
    properties.put("database.pool.acquire-timeout", "2s");
    try (ServiceProcess service =
        ServiceProcess.start(postgres.settings(), ServiceProcess.properties(properties))) {
      service.awaitOutput("Service: ready");
      assertThat(post(service, user(VALUE, VALUE + "@x"))).contains("201 Created");
      failEveryWay(service);
      failWhileWaiting(service);
      refusals.add(get(service, "/health"));
      refusals.add(get(service, "/observe/health"));
      refusals.add(get(service, "/observe/metrics"));
      refusals.add(get(service, "/observe/pool"));
      postgres.execute("ALTER TABLE ai_seo.users RENAME TO elsewhere");
      refused(service, 500, request("POST", "/users", "", user(VALUE, VALUE + "@y")));
      disclosure.assertAbsentFrom("threads", service.threads(folder).lines().toList());
      disclosure.assertAbsentFrom("the log", service.output());
      assertThat(service.output()).as("lines at the finest level").hasSizeGreaterThan(200);
    }
  }

  @Test
  void tellsNothingWhenItCannotSignIn() throws Exception {
    try (ServiceProcess service =
        ServiceProcess.start(
            postgres.settings().withCredentials(postgres.username(), Secret.of(WRONG)),
            ServiceProcess.properties(ServiceProcess.finestLogs(folder)))) {
      service.awaitOutput("Opening: not ready");
      refused(service, 503, request("GET", "/users", "", ""));
      refused(service, 503, request("GET", "/health", "", ""));
      refused(service, 503, request("GET", "/observe/health/ready", "", ""));
      disclosure.assertAbsentFrom("threads", service.threads(folder).lines().toList());
      disclosure.assertAbsentFrom("the log", service.output());
    }
  }

  private void failEveryWay(ServiceProcess service) throws IOException {
    refused(service, 409, request("POST", "/users", "", user(VALUE, VALUE + "@z")));
    refused(service, 422, request("POST", "/users", "", user("", VALUE + "@z")));
    refused(service, 422, request("POST", "/users", "", user(VALUE + "\\u0000", VALUE + "@z")));
    refused(service, 422, request("POST", "/users", "", user(VALUE.repeat(900), VALUE + "@z")));
    refused(service, 400, request("POST", "/users", "", "{\"username\":\"" + VALUE));
    refused(service, 400, request("POST", "/users", "", "{\"username\":{\"" + VALUE + "\":1}}"));
    refused(service, 400, request("GET", "/users/" + VALUE, "", ""));
    refused(service, 400, request("GET", "/users?after=" + VALUE, "", ""));
    refused(service, 404, request("GET", "/" + VALUE, "", ""));
    refused(
        service,
        415,
        request("POST", "/users", "Content-Encoding: " + VALUE + "\r\n", user("a", "a@a")));
    refused(service, 405, request("PATCH", "/users", "X-Secret: " + VALUE + "\r\n", ""));
    refused(service, 400, "GET /users HTTP/1.1\r\nHost: x\r\nX " + VALUE + ": 1\r\n\r\n");
    refused(service, 400, VALUE + "\r\n\r\n");
  }

  /** Past the deadline, and with the connection terminated under a statement. */
  private void failWhileWaiting(ServiceProcess service) throws Exception {
    try (Connection holder = postgres.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE ai_seo.users");
      refused(service, 504, request("POST", "/users", "", user(VALUE + "1", VALUE + "@1")));
      try (RawConnection waiting = RawConnection.open(service.port())) {
        waiting.send(request("POST", "/users", "", user(VALUE + "2", VALUE + "@2")));
        Await.until(
            SOON,
            () ->
                postgres.count(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE"
                            + " datname = current_database() AND wait_event_type = 'Lock'")
                    > 0,
            "the statement waits, and is terminated");
        String answer = waiting.readAnswer();
        // Played again on another connection, it may also wait for too long there.
        assertThat(answer).matches("(?s)HTTP/1.1 50[34] .*");
        refusals.add(answer);
      }
      holder.rollback();
    }
  }

  private void refused(ServiceProcess service, int status, String request) throws IOException {
    try (RawConnection connection = RawConnection.open(service.port())) {
      RawConnection.Transcript answer = connection.send(request).readUntilClosed(SOON);
      assertThat(answer.statuses()).as(request).containsExactly(status);
      refusals.add(answer.text());
    }
  }

  private static String post(ServiceProcess service, String body) throws IOException {
    try (RawConnection connection = RawConnection.open(service.port())) {
      return connection.send(request("POST", "/users", "", body)).readAnswer();
    }
  }

  private static String get(ServiceProcess service, String path) throws IOException {
    try (RawConnection connection = RawConnection.open(service.port())) {
      return connection.send(request("GET", path, "", "")).readUntilClosed(SOON).text();
    }
  }

  private static String request(String method, String path, String headers, String body) {
    return "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%sContent-Length: %d\r\nContent-Type: application/json\r\n\r\n%s"
        .formatted(method, path, headers, body.length(), body);
  }

  private static String user(String name, String email) {
    return "{\"username\":\"%s\",\"email\":\"%s\"}".formatted(name, email);
  }
}
