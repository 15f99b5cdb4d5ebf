package dev.heddle.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.Database;
import dev.heddle.TransactionOptions;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.MigrationSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.Secret;
import dev.heddle.migrate.Migrator;
import dev.heddle.testing.Disclosure;
import dev.heddle.testing.Opened;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbRow;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Promise 8, with all loggers at their finest: whatever fails, nothing tells the secret. */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlantedSecretIT {

  private static final String VALUE = "plantedvalue5f3a";
  private static final String WRONG = "planted-password-77c1";

  private final TestPostgres postgres;
  private final Disclosure disclosure = new Disclosure().forbid(VALUE).forbid(WRONG);
  private final List<Throwable> failures = new ArrayList<>();
  private LogRecorder log = LogRecorder.of();

  PlantedSecretIT(TestPostgres postgres) {
    this.postgres = postgres;
    disclosure.forbid(postgres.password());
  }

  @BeforeAll
  void createTables() {
    postgres.execute(
        "CREATE TABLE vault (word text UNIQUE, CHECK (word <> 'no'))",
        "CREATE TABLE late (word text UNIQUE DEFERRABLE INITIALLY DEFERRED)",
        "INSERT INTO vault VALUES ('" + VALUE + "')",
        "INSERT INTO late VALUES ('" + VALUE + "')",
        """
        CREATE FUNCTION refuse(word text) RETURNS int LANGUAGE plpgsql AS
        $$BEGIN RAISE EXCEPTION 'refused: %', word USING DETAIL = word, HINT = word; END$$
        """);
  }

  @BeforeEach
  void logEverything() {
    failures.clear();
    log =
        LogRecorder.of(
            "dev.heddle", "com.zaxxer.hikari", "org.postgresql", "io.helidon", "org.flywaydb");
  }

  @AfterEach
  void nothingWasDisclosed() {
    log.close();
    disclosure.assertAbsentFrom("the log", log.entries());
    disclosure.assertAbsentFrom(
        "texts of exceptions", failures.stream().map(Object::toString).toList());
    disclosure.assertAbsentFrom("names of threads", threadNames());
  }

  @Test
  void whenStatementsFail() throws Exception {
    try (Database database = Database.create(postgres.settings())) {
      Optional<DbRow> row = database.read(s -> s.get("SELECT ?::text AS word", VALUE));
      assertThat(row).isPresent();
      failing(() -> database.transact(s -> s.insert("INSERT INTO vault VALUES (?)", VALUE)));
      failing(() -> database.transact(s -> s.insert("INSERT INTO late VALUES (?)", VALUE)));
      failing(() -> database.read(s -> s.get("SELECT ?::text::int", VALUE)));
      failing(() -> database.read(s -> s.get("SELECT ?::text::uuid", VALUE)));
      failing(() -> database.read(s -> s.get("SELECT ?::text::jsonb", VALUE)));
      failing(() -> database.read(s -> s.get("SELECT refuse(?)", VALUE)));
      failing(() -> database.read(s -> s.get("SELECT missing FROM vault WHERE word = ?", VALUE)));
      failing(
          () ->
              database.read(
                  s ->
                      s.get(
                          "SELECT 1/(length(?) - length(?))",
                          VALUE.getBytes(StandardCharsets.UTF_8),
                          VALUE.getBytes(StandardCharsets.UTF_8))));
      failing(() -> database.read(s -> s.get("SELECT (?::text[])[1]::int", List.of(VALUE))));
    }
    assertThat(driverTexts()).as("failures that the driver put into words").isGreaterThan(5);
  }

  @Test
  void whenAStatementIsStopped() throws Exception {
    TransactionOptions brief = TransactionOptions.read().withTimeout(Duration.ofMillis(500));
    try (Database database = Opened.with(postgres.settings())) {
      failing(
          () ->
              database.transact(brief, s -> s.get("SELECT pg_sleep(10), ?::text AS word", VALUE)));
      failing(
          () ->
              database.transact(
                  session -> {
                    session.insert("INSERT INTO vault VALUES (?)", VALUE + "2");
                    assertThat(postgres.terminateBackends()).isPositive();
                    return session.insert("INSERT INTO vault VALUES (?)", VALUE + "3");
                  }));
    }
    assertThat(driverTexts()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void whenNobodyCanSignIn() throws Exception {
    DatabaseSettings settings =
        postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0));
    unavailable(settings.withCredentials(postgres.username(), Secret.of(WRONG)));
    unavailable(settings.withUrl("jdbc:postgresql://localhost:" + unusedPort() + "/db"));
    unavailable(settings.withUrl("jdbc:postgresql://unknown.invalid/db"));
    unavailable(settings.withUrl(settings.url() + "_missing"));
    assertThat(failures.stream().map(Throwable::getMessage).map(PlantedSecretIT::reason))
        .containsExactly(
            "SQLSTATE 28P01: it refused the role or its password",
            "SQLSTATE 08001: nobody listens there",
            "SQLSTATE 08001: there is no such host",
            "SQLSTATE 3D000: it has no such database");
    assertThat(driverTexts()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void whenMigrationsFail(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("V1__secret.sql"),
        "CREATE TABLE migrated (word text UNIQUE);\n"
            + "INSERT INTO migrated VALUES ('twice'), ('twice');\n".replace("twice", VALUE));
    MigrationSettings migrations =
        MigrationSettings.defaults().withLocations(List.of("filesystem:" + folder));
    failing(() -> Migrator.of(postgres.settings(), migrations).migrate());
    failing(
        () ->
            Migrator.of(
                    postgres.settings(), migrations.withRole(postgres.username(), Secret.of(WRONG)))
                .migrate());
    assertThat(driverTexts()).isGreaterThanOrEqualTo(2);
  }

  private void unavailable(DatabaseSettings settings) {
    try (Database database = Database.create(settings)) {
      failing(() -> database.read(session -> session.get("SELECT 1")));
      assertThat(database.isHealthy()).isFalse();
    }
  }

  private void failing(ThrowingWork work) {
    @Nullable Throwable failure = catchThrowable(work::run);
    assertThat(failure).isNotNull();
    failures.add(failure);
    failures.addAll(List.of(failure.getSuppressed()));
  }

  private int driverTexts() {
    return failures.stream().mapToInt(disclosure::forbidDriverTexts).sum();
  }

  private static String reason(String message) {
    return message.replaceAll("(?s).*(SQLSTATE [^)]*)\\);.*", "$1");
  }

  private static List<String> threadNames() {
    return Stream.concat(
            Thread.getAllStackTraces().keySet().stream(), Stream.of(Thread.currentThread()))
        .map(Thread::getName)
        .toList();
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Something that is to fail. */
  @FunctionalInterface
  private interface ThrowingWork {
    void run() throws Exception;
  }
}
