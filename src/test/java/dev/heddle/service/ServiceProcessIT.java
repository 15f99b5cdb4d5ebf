package dev.heddle.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.EmbeddedSettings;
import dev.heddle.embedded.EmbeddedPostgres;
import dev.heddle.testing.Await;
import dev.heddle.testing.ConcurrentTest;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands in processes of their own. */
class ServiceProcessIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String ANN = "{\"username\":\"ann\",\"email\":\"ann@example.org\"}";

  private final TestPostgres postgres = TestPostgres.create();
  @TempDir private Path folder;

  @AfterEach
  void drop() {
    postgres.close();
  }

  @ConcurrentTest
  void servesWithTheServerThatIsConfiguredAndEmbedsNothing() throws Exception {
    try (Served service = Served.start(folder, configured(), "serve")) {
      service.awaitStatus("/health", 200);

      assertThat(service.get("/health").body())
          .isEqualTo("{\"status\":\"healthy\",\"database\":\"connected\"}");
      assertThat(service.post("/users", ANN).statusCode()).isEqualTo(201);
      assertThat(service.get("/users").body()).contains("\"username\":\"ann\"");
      assertThat(postgres.count("SELECT count(*) FROM ai_seo.users")).isOne();
      assertThat(
              postgres.count(
                  "SELECT count(*) FROM pg_stat_activity WHERE application_name ="
                      + " 'ai_seo_architects' AND datname = current_database()"))
          .isPositive();
      assertThat(folder.resolve(".heddle")).doesNotExist();
      assertThat(service.output())
          .contains("listening on http://0.0.0.0:" + service.port())
          .containsOnlyOnce("profile development: ")
          .contains("database.url = *** (environment variable DATABASE_URL)")
          .doesNotContain(postgres.password(), postgres.url(), "embedded PostgreSQL");
    }
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @CsvSource({"TERM, 143", "INT, 130"})
  void stopsInOrderOnASignalAndSoDoesItsEmbeddedServer(String signal, int exitCode)
      throws Exception {
    Map<String, String> environment = Map.of("ENVIRONMENT", "development");
    try (Served service = Served.start(folder, environment, "serve")) {
      service.awaitStatus("/observe/health/ready", 200);
      assertThat(service.get("/users").statusCode()).isEqualTo(200);
      Path pidFile = folder.resolve(".heddle/postgres/data/postmaster.pid");
      long postmaster = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
      assertThat(ProcessHandle.of(postmaster)).isPresent();

      service.signal(signal);

      assertThat(service.exitCode()).isEqualTo(exitCode);
      assertThat(service.output()).contains("stopping: not ready any more", "stopped");
      Await.until(SOON, () -> ProcessHandle.of(postmaster).isEmpty(), "the server is gone");
      assertThat(pidFile).doesNotExist();
    }
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @ValueSource(strings = {"serve", "migrate"})
  void stopsItsEmbeddedServerAlthoughItIsStillStarting(String command) throws Exception {
    Path pidFile = folder.resolve(".heddle/postgres/data/postmaster.pid");
    // However late the signal comes, it comes before the end.
    String migrations = migration("SELECT pg_sleep(60);");
    Map<String, String> environment =
        Map.of("ENVIRONMENT", "development", "DATABASE_MIGRATION_LOCATIONS", migrations);
    try (Served service = Served.start(folder, environment, command)) {
      Await.until(SOON, () -> Files.exists(pidFile), "the server has begun to start");

      service.terminate();

      assertThat(service.exitCode()).isEqualTo(143);
      assertThat(pidFile).doesNotExist();
    }
  }

  @ConcurrentTest
  void servesWithoutADatabaseAndMigratesBeforeItIsReady() throws Exception {
    EmbeddedSettings later = EmbeddedSettings.temporary().withPort(unusedPort());
    Path password = Files.writeString(folder.resolve("password"), "not yet known");
    Map<String, String> environment = new HashMap<>();
    environment.put(
        "DATABASE_URL", "jdbc:postgresql://127.0.0.1:%d/heddle".formatted(later.port()));
    environment.put("DEV_POSTGRES_PASSWORD_FILE", password.toString());
    try (Served service = Served.start(folder, environment, "serve")) {
      service.awaitStatus("/observe/health/live", 200);
      service.awaitLine("not ready, will try again");

      assertThat(service.get("/observe/health/ready").statusCode()).isEqualTo(503);
      assertThat(service.get("/observe/health/started").statusCode()).isEqualTo(503);
      assertThat(service.get("/health").statusCode()).isEqualTo(503);
      assertThat(service.get("/users").statusCode()).isEqualTo(503);
      assertThat(service.isAlive()).isTrue();

      try (EmbeddedPostgres server = EmbeddedPostgres.start(later)) {
        Files.writeString(password, server.password().reveal());
        service.awaitStatus("/observe/health/ready", 200);

        // Said before, but it may be read later than the answer.
        service.awaitLine("applied 1 migration\\(s\\)");
        assertThat(service.get("/health").statusCode()).isEqualTo(200);
        assertThat(service.get("/users").body()).isEqualTo("{\"users\":[]}");
        // Before the server goes, which it would otherwise have to notice.
        assertThat(service.terminate().exitCode()).isEqualTo(143);
      }
    }
  }

  @ConcurrentTest
  void endsWhenAMigrationFailsAndNamesItWithItsStatementAndSqlState() throws Exception {
    Map<String, String> environment = configured();
    environment.put("DATABASE_MIGRATION_LOCATIONS", brokenMigration());
    for (String command : new String[] {"serve", "migrate"}) {
      try (Served service = Served.start(folder, environment, command)) {
        assertThat(service.exitCode()).isOne();
        assertThat(service.output())
            .contains("V1__given.sql", "SELECT nonsense", "SQLSTATE 42703")
            .doesNotContain("\tat ", postgres.password());
      }
    }
    assertThat(postgres.count("SELECT count(*) FROM pg_class WHERE relname = 'a'")).isZero();
  }

  @ConcurrentTest
  void doesNotListenWhenAMigrationOfItsEmbeddedServerFails() throws Exception {
    Map<String, String> environment =
        Map.of("ENVIRONMENT", "development", "DATABASE_MIGRATION_LOCATIONS", brokenMigration());
    try (Served service = Served.start(folder, environment, "serve")) {
      assertThat(service.exitCode()).isOne();
      assertThat(service.output())
          .contains("SQLSTATE 42703", "stopped")
          .doesNotContain("listening", "\tat ");
    }
  }

  private String brokenMigration() throws IOException {
    return migration("CREATE TABLE ai_seo.a (x int);\nSELECT nonsense;\n");
  }

  private String migration(String text) throws IOException {
    Path migrations = Files.createDirectory(folder.resolve("migrations"));
    Files.writeString(migrations.resolve("V1__given.sql"), text);
    return "filesystem:" + migrations;
  }

  @ConcurrentTest
  void migratesByCommandAndDoesNothingTheSecondTime() throws Exception {
    for (int applied : new int[] {1, 0}) {
      try (Served command = Served.start(folder, configured(), "migrate")) {
        assertThat(command.exitCode()).isZero();
        assertThat(command.output())
            .contains("applied " + applied + " migration(s); the database has version 1");
      }
    }
  }

  @ConcurrentTest
  void twoReplicasThatStartAtOnceDoNotCollide() throws Exception {
    try (Served one = Served.start(folder, configured(), "serve");
        Served other = Served.start(folder, configured(), "serve")) {
      one.awaitStatus("/observe/health/ready", 200);
      other.awaitStatus("/observe/health/ready", 200);

      assertThat(one.port()).isNotEqualTo(other.port());
      assertThat(one.post("/users", ANN).statusCode()).isEqualTo(201);
      assertThat(other.get("/users").body()).contains("ann@example.org");
      assertThat(
              postgres.count(
                  "SELECT count(*) FROM ai_seo.migration_history WHERE version = '1' AND success"))
          .isOne();
    }
  }

  @ConcurrentTest
  void tellsByCommandWhetherTheServiceIsHealthy() throws Exception {
    Map<String, String> asking = configured();
    try (Served service = Served.start(folder, asking, "serve")) {
      service.awaitStatus("/health", 200);
      asking.put("SERVER_PORT", Integer.toString(service.port()));
      asking.put("SERVER_HOST", "127.0.0.2");

      try (Served health = Served.start(folder, asking, "health")) {
        assertThat(health.exitCode()).isZero();
        assertThat(health.output()).contains("\"healthy\"");
      }
      assertThat(service.terminate().exitCode()).isEqualTo(143);
      try (Served health = Served.start(folder, asking, "health")) {
        assertThat(health.exitCode()).isOne();
        assertThat(health.output()).contains("no answer from http://127.0.0.2:" + service.port());
      }
    }
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @CsvSource({
    "SERVER_PORT,     0.0.0.0,   SERVER_PORT",
    "OPERATIONS_PORT, 127.0.0.1, operations.port"
  })
  void saysWhenAPortIsTaken(String variable, String host, String key) throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Map<String, String> environment = configured();
      environment.put(variable, Integer.toString(taken.getLocalPort()));
      try (Served service = Served.start(folder, environment, "serve")) {
        assertThat(service.exitCode()).isOne();
        assertThat(service.output())
            .contains("heddle: cannot listen on " + host + ":" + taken.getLocalPort(), key)
            .doesNotContain("\tat ");
      }
    }
  }

  @ConcurrentTest
  void saysWhenItsAddressIsNotThisMachines() throws Exception {
    Map<String, String> environment = configured();
    environment.put("SERVER_HOST", "192.0.2.1"); // RFC 5737: nobody's
    try (Served service = Served.start(folder, environment, "serve")) {
      assertThat(service.exitCode()).isOne();
      assertThat(service.output())
          .contains("heddle: cannot listen on 192.0.2.1:0: ", "; set server.host (SERVER_HOST) to ")
          .doesNotContain("stop what listens there", "\tat ");
    }
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @CsvSource({
    "'backlog: hello', server.backlog = hello",
    "'tls.private-key.pem.key.resource.path: /none', server.tls.private-key.pem.key.resource.path",
    "'sockets: [{name: a, port: 99999}]', server.sockets.0.port = 99999"
  })
  void saysWhatHelidonCannotRead(String content, String key) throws Exception {
    Files.writeString(folder.resolve("application.yaml"), "server:\n  " + content + "\n");
    Map<String, String> environment = configured();
    environment.put("HEDDLE_CONFIG_DIR", folder.toString());
    try (Served service = Served.start(folder, environment, "serve")) {
      assertThat(service.exitCode()).isOne();
      assertThat(service.output().lines())
          .filteredOn(line -> line.startsWith("heddle: "))
          .singleElement()
          .asString()
          .startsWith("heddle: the configuration has a problem: " + key)
          .contains("is refused by Helidon (")
          .doesNotContain("io.helidon", "java.");
      assertThat(service.output()).doesNotContain("\tat ");
    }
  }

  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @ValueSource(strings = {"serve", "config"})
  void saysWhereItsFileIsNotYamlWithoutShowingIt(String command) throws Exception {
    Files.writeString(folder.resolve("application.yaml"), "database:\n  password: *planted5f3a\n");
    Map<String, String> environment = configured();
    environment.put("HEDDLE_CONFIG_DIR", folder.toString());
    try (Served service = Served.start(folder, environment, command)) {
      assertThat(service.exitCode()).isOne();
      assertThat(service.output())
          .contains("application.yaml: is not valid YAML at line 2, column 13: an alias")
          .doesNotContain("planted", "\tat ");
    }
  }

  private Map<String, String> configured() {
    Map<String, String> environment = new HashMap<>();
    environment.put("ENVIRONMENT", "development");
    environment.put("DATABASE_URL", postgres.url());
    environment.put("DEV_POSTGRES_USER", postgres.username());
    environment.put("DEV_POSTGRES_PASSWORD", postgres.password());
    return environment;
  }

  private static int unusedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
