package dev.heddle.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.Fuzz;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.ServiceProcess;
import dev.heddle.testing.TestPostgres;
import dev.heddle.testing.Together;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whatever a client sends, and wherever: it is refused, or it is data and nothing else. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlInjectionIT {

  private static final int AT_ONCE = 16;
  private static final String SECRET = "canary-8842";
  private static final Duration SOON = Duration.ofSeconds(10);

  /** Every table, column, function, role and right that there is. */
  private static final String CATALOGUE =
      """
      SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
        SELECT concat(oid, relname, relkind, relowner, relacl) FROM pg_class
          WHERE relnamespace::regnamespace::text !~ '^pg_(toast|temp)'
        UNION ALL SELECT concat(attrelid, attname, atttypid) FROM pg_attribute WHERE attrelid IN
          (SELECT oid FROM pg_class WHERE relnamespace::regnamespace::text !~ '^pg_(toast|temp)')
        UNION ALL SELECT concat(oid, proname, prosrc) FROM pg_proc
        UNION ALL SELECT concat(nspname, nspowner, nspacl) FROM pg_namespace
          WHERE nspname !~ '^pg_(toast|temp)'
        UNION ALL SELECT concat(setdatabase, setrole, setconfig) FROM pg_db_role_setting
        UNION ALL SELECT concat(rolname, rolsuper, rolcreaterole) FROM pg_roles
          WHERE rolname = current_database()
        UNION ALL SELECT 'canary' || word FROM canary
      ) AS lines (line)
      """;

  private final TestPostgres postgres;
  private final List<String> attempts;
  private final ServiceProcess service;
  private String catalogue = "";

  SqlInjectionIT(TestPostgres postgres) throws IOException {
    this.postgres = postgres;
    this.attempts = Fuzz.corpus("sql-injection.txt");
    this.service =
        ServiceProcess.start(
            postgres.settings(),
            ServiceProcess.properties(Map.of("database.health-timeout", "10s")));
  }

  @BeforeAll
  void plantACanary() throws SQLException {
    service.awaitOutput("Service: ready");
    postgres.execute(
        "CREATE TABLE canary (word text)", "INSERT INTO canary VALUES ('" + SECRET + "')");
    catalogue = ask(CATALOGUE).getFirst();
    assertThat(attempts).hasSizeGreaterThan(100).doesNotHaveDuplicates();
  }

  @AfterEach
  void nothingElseHasChanged() throws SQLException {
    assertThat(ask(CATALOGUE)).containsExactly(catalogue);
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Test
  void refusesAttemptsInThePath() throws SQLException {
    insert("bystander");
    atOnce(
        attempt -> {
          String path = "/users/" + encoded(attempt);
          for (String method : List.of("GET", "DELETE", "PUT")) {
            assertThat(answer(method, path, "", user("x", "x@x")))
                .as("%s %s", method, attempt)
                .matches("(?s)HTTP/1.1 4\\d\\d .*");
          }
        });
    assertThat(ask("SELECT username FROM ai_seo.users")).containsExactly("bystander");
  }

  @Test
  void refusesAttemptsInTheQuery() {
    insert("bystander");
    atOnce(
        attempt -> {
          for (String name : List.of("after", "limit")) {
            assertThat(answer("GET", "/users?" + name + "=" + encoded(attempt), "", ""))
                .as("%s=%s", name, attempt)
                .startsWith(isNumber(attempt) ? "HTTP/1.1 200 " : "HTTP/1.1 400 ");
          }
          assertThat(answer("GET", "/users?" + encoded(attempt) + "=1", "", ""))
              .as("a name that is not asked for: %s", attempt)
              .startsWith("HTTP/1.1 200 ")
              .contains("bystander");
        });
  }

  @Test
  void ignoresAttemptsInHeaders() {
    insert("bystander");
    atOnce(
        attempt -> {
          String bytes =
              new String(attempt.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
          for (String name : List.of("X-Request-Id", "User-Agent", "Cookie", "Accept-Language")) {
            String answer = answer("GET", "/users", name + ": " + bytes + "\r\n", "");
            if (attempt.matches("[ -~]*")) {
              assertThat(answer).as(attempt).startsWith("HTTP/1.1 200 ").contains("bystander");
            } else {
              assertThat(answer).as(attempt).matches("(?s)HTTP/1.1 (200|400) .*");
            }
            assertThat(answer).as(attempt).doesNotContainIgnoringCase("x-owned");
          }
        });
  }

  @Test
  void storesAttemptsInTheBodyAsTheyAreOrRefusesThem() throws SQLException {
    postgres.execute("TRUNCATE ai_seo.users");
    List<String> stored = new ArrayList<>();
    for (String attempt : attempts) {
      String made = answer("POST", "/users", "", user(attempt, "a@b"));
      if (made.startsWith("HTTP/1.1 201 ")) {
        JsonObject user = json(made);
        assertThat(user.getString("username")).isEqualTo(attempt);
        String path = "/users/" + user.getJsonNumber("id");
        assertThat(json(answer("GET", path, "", ""))).isEqualTo(user);
        assertThat(json(answer("PUT", path, "", user(attempt + "2", "c@d"))).getString("username"))
            .isEqualTo(attempt + "2");
        stored.add(attempt + "2");
      } else {
        assertThat(made).as(attempt).matches("(?s)HTTP/1.1 4(00|22) .*");
      }
      assertThat(made).doesNotContain(SECRET);
      assertThat(answer("POST", "/users", "", user("mail", attempt + "@x")))
          .as("email %s", attempt)
          .matches("(?s)HTTP/1.1 (201|400|422) .*");
      postgres.execute("DELETE FROM ai_seo.users WHERE username = 'mail'");
    }
    assertThat(ask("SELECT username FROM ai_seo.users"))
        .containsExactlyInAnyOrderElementsOf(stored);
    assertThat(stored).hasSizeGreaterThan(attempts.size() / 2);
  }

  @Test
  void ignoresAttemptsOnTheOperatorsPaths() {
    atOnce(
        attempt -> {
          for (String path : List.of("/health", "/observe/health", "/observe/pool")) {
            assertThat(answer("GET", path + "?x=" + encoded(attempt), "", ""))
                .as(attempt)
                .startsWith("HTTP/1.1 200 ");
          }
          assertThat(answer("GET", "/observe/health/" + encoded(attempt), "", ""))
              .as(attempt)
              .matches("(?s)HTTP/1.1 4\\d\\d .*");
        });
  }

  /** By Java's rules, which know a plus sign and digits of other scripts; it is bound as one. */
  private static boolean isNumber(String text) {
    return text.matches("[+-]?\\p{Nd}");
  }

  private void insert(String name) {
    postgres.execute(
        "TRUNCATE ai_seo.users",
        "INSERT INTO ai_seo.users (username, email) VALUES ('" + name + "', 'b@b')");
  }

  /** Tries all attempts, some of them at a time: mostly, they wait. */
  private void atOnce(Consumer<String> work) {
    Together.run(
        AT_ONCE,
        first -> {
          for (int i = first; i < attempts.size(); i += AT_ONCE) {
            work.accept(attempts.get(i));
          }
          return first;
        });
  }

  private String answer(String method, String path, String headers, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    long start = System.nanoTime();
    try (RawConnection connection = RawConnection.open(service.port())) {
      String text =
          connection
              .send(
                  "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s%s\r\n"
                          .formatted(
                              method,
                              path,
                              headers,
                              bytes.length == 0
                                  ? ""
                                  : "Content-Type: application/json\r\nContent-Length: "
                                      + bytes.length
                                      + "\r\n")
                      + new String(bytes, StandardCharsets.ISO_8859_1))
              .readUntilClosed(SOON)
              .text();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("nothing slept: %s %s", method, path)
          .isLessThan(Duration.ofSeconds(4));
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject json(String answer) {
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    return Json.createReader(new StringReader(new String(bytes, StandardCharsets.UTF_8)))
        .readObject();
  }

  private static String user(String username, String email) {
    return Json.createObjectBuilder()
        .add("username", username)
        .add("email", email)
        .build()
        .toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private List<String> ask(String query) throws SQLException {
    try (Connection connection = postgres.connect();
        PreparedStatement statement = connection.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
