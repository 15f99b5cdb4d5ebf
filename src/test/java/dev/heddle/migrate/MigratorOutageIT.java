package dev.heddle.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.util.Throwables.getStackTrace;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.MigrationSettings;
import dev.heddle.config.Secret;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.FaultRule;
import dev.heddle.testing.FaultRule.Ending;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that is away is no failure of a migration, and is not waited for without end. */
class MigratorOutageIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration BRIEF = Duration.ofMillis(500);

  private final TestPostgres postgres = TestPostgres.create();
  private final MigrationSettings shipped = MigrationSettings.defaults();

  @AfterEach
  void drop() {
    postgres.close();
  }

  @Test
  void absentServerIsNotAFailureOfAMigration() {
    DatabaseSettings nowhere = postgres.settings().withUrl("jdbc:postgresql://127.0.0.1:1/none");

    assertThatThrownBy(() -> Migrator.of(nowhere, shipped).migrate())
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessage(
            "database 'main' cannot be reached for migrations (SQLSTATE 08001); check that the"
                + " server runs, its address (database.url, or database.host and database.port) and"
                + " the credentials");
  }

  @Test
  void refusedPasswordIsNotAFailureOfAMigration() {
    assertThatThrownBy(
            () -> migrate(shipped.withRole(postgres.username(), Secret.of("planted-secret"))))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("SQLSTATE 28P01")
        .satisfies(e -> assertThat(getStackTrace(e)).doesNotContain("planted-secret"));
  }

  @Test
  void serverLostHalfwayIsNotAFailureOfAMigration() throws Exception {
    try (Connection blocker = postgres.connect();
        Statement statement = blocker.createStatement();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      statement.execute("SELECT pg_advisory_lock(4711)");
      Future<MigrationReport> run = threads.submit(() -> migrate(at("blocked")));
      Await.until(
          SOON,
          () -> postgres.count("SELECT count(*) FROM pg_locks WHERE NOT granted") == 1,
          "the migration waits for the test's lock");

      postgres.terminateBackends();

      assertThatThrownBy(run::get)
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessageMatching(
              "the connection was lost while migrating \\(V1__blocked.sql\\), SQLSTATE \\w{5}; what"
                  + " was not committed is undone, so the next run goes on from there");
    }
    assertThat(postgres.count("SELECT count(*) FROM pg_tables WHERE tablename = 'made'")).isZero();
    assertThat(migrate(at("blocked")).applied()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"pg_try_advisory_lock", "pg_namespace", "migration_history", "INSERT INTO"})
  void serverThatFallsSilentAroundTheMigrationsIsGivenUp(String asked) throws IOException {
    try (FaultProxy proxy = FaultProxy.before(postgres.settings().url())) {
      proxy.add(FaultRule.losingReply(text -> text.contains(asked), Ending.SILENCE));
      DatabaseSettings settings = postgres.settings();
      long start = System.nanoTime();

      assertThatThrownBy(
              () ->
                  Migrator.of(
                          brief(settings.withUrl(proxy.url(settings.url()))),
                          shipped.withLockTimeout(BRIEF))
                      .migrate())
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessageContaining("SQLSTATE 08");

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
  }

  @Test
  void leavesNothingBehindASignInThatIsNotAnswered() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(postgres.url())) {
      proxy.freeze();
      DatabaseSettings settings = brief(postgres.settings().withUrl(proxy.url(postgres.url())));
      assertThatThrownBy(() -> Migrator.of(settings, shipped).migrate())
          .isInstanceOf(DatabaseUnavailableException.class);
      Await.until(SOON, MigratorOutageIT::nobodySignsIn, "the driver's own thread has ended");
    }
  }

  private static boolean nobodySignsIn() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().startsWith("PostgreSQL JDBC"));
  }

  @Test
  void migrationMayTakeLongerThanAllThatIsAskedAroundIt(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("V1__long.sql"), "SELECT pg_sleep(1.5);");
    MigrationSettings own = shipped.withLocations(List.of("filesystem:" + folder));

    MigrationReport report =
        Migrator.of(brief(postgres.settings()), own.withLockTimeout(BRIEF)).migrate();

    assertThat(report.applied()).isEqualTo(1);
    assertThat(report.took()).isGreaterThan(BRIEF.multipliedBy(2));
  }

  private MigrationReport migrate(MigrationSettings settings) {
    return Migrator.of(postgres.settings(), settings).migrate();
  }

  private MigrationSettings at(String set) {
    return shipped.withLocations(List.of("classpath:migrations/" + set));
  }

  private static DatabaseSettings brief(DatabaseSettings settings) {
    return settings.withPool(settings.pool().withConnectTimeout(BRIEF));
  }
}
