package dev.heddle.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.util.Throwables.getStackTrace;

import dev.heddle.config.MigrationSettings;
import dev.heddle.config.Secret;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.MigrationException;
import dev.heddle.testing.Await;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test has a database of its own, since migrations are about the whole of it. */
class MigratorIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final TestPostgres postgres = TestPostgres.create();
  private final MigrationSettings shipped = MigrationSettings.defaults();

  @AfterEach
  void leavesNothingBehind() {
    try (postgres) {
      postgres.assertNothingIdleInTransaction();
      Await.until(SOON, () -> postgres.backends() == 0, "every connection is closed");
    }
  }

  @Test
  void createsSchemasHistoryAndUsers() {
    MigrationReport report = migrate(shipped);

    assertThat(report.applied()).isEqualTo(1);
    assertThat(report.version()).isEqualTo("1");
    assertThat(
            postgres.count(
                "SELECT count(*) FROM pg_namespace WHERE nspname IN ('ai_seo', 'analytics')"))
        .isEqualTo(2);
    assertThat(postgres.count("SELECT count(*) FROM ai_seo.migration_history WHERE success"))
        .isEqualTo(1);
    assertThat(postgres.count("SELECT count(*) FROM ai_seo.users")).isZero();
  }

  @Test
  void secondStartDoesNothing() {
    migrate(shipped);
    String state = "SELECT sum(xmin::text::bigint) FROM ai_seo.migration_history";
    long before = postgres.count(state);

    MigrationReport second = migrate(shipped);

    assertThat(second.applied()).isZero();
    assertThat(second.version()).isEqualTo("1");
    assertThat(postgres.count(state)).isEqualTo(before);
  }

  @Test
  void migrationAndItsHistoryAreOneTransaction() {
    migrate(shipped);

    assertThat(
            postgres.count(
                "SELECT count(*) FROM ai_seo.migration_history AS h, pg_class AS c"
                    + " WHERE c.oid = 'ai_seo.users'::regclass AND h.xmin = c.xmin"))
        .isEqualTo(1);
  }

  @Test
  void failureNamesMigrationLineStatementAndSqlState() {
    assertThatThrownBy(() -> migrate(at("broken")))
        .isInstanceOf(MigrationException.class)
        .hasMessage(
            "migration V2__second.sql failed in line 4 (ALTER ROLE nobody_there PASSWORD …) with"
                + " SQLSTATE 42704; all of it is undone: correct it and start again")
        .satisfies(e -> assertThat(getStackTrace(e)).doesNotContain("planted-secret"));

    assertThat(tables("first")).isEqualTo(1);
    assertThat(tables("second")).isZero();
    assertThat(migrate(at("corrected")).applied()).isEqualTo(1);
    assertThat(tables("second")).isEqualTo(1);
  }

  @Test
  void failureAtCommitLeavesNothing() {
    assertThatThrownBy(() -> migrate(at("deferred")))
        .isInstanceOf(MigrationException.class)
        .hasMessage(
            "migration V1__orphan.sql failed with SQLSTATE 23503; all of it is undone: correct it"
                + " and start again");

    assertThat(tables("parent")).isZero();
    assertThat(postgres.count("SELECT count(*) FROM ai_seo.migration_history")).isZero();
  }

  @Test
  void indexIsCreatedConcurrently() {
    assertThat(migrate(at("concurrent")).applied()).isEqualTo(2);
    assertThat(
            postgres.count(
                "SELECT count(*) FROM pg_index WHERE indisvalid"
                    + " AND indexrelid = 'ai_seo.indexed_id'::regclass"))
        .isEqualTo(1);
  }

  @Test
  void indexIsCreatedConcurrentlyWhileAnotherReplicaWaits(@TempDir Path folder) throws Exception {
    Files.writeString(
        folder.resolve("V1__table.sql"),
        "CREATE TABLE indexed (id int); SELECT pg_advisory_xact_lock(4711);");
    Files.writeString(
        folder.resolve("V2__index.sql"), "CREATE INDEX CONCURRENTLY indexed_id ON indexed (id);");
    MigrationSettings own = shipped.withLocations(List.of("filesystem:" + folder));
    try (Connection blocker = postgres.connect();
        Statement statement = blocker.createStatement();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      statement.execute("SELECT pg_advisory_lock(4711)");
      Future<MigrationReport> first = threads.submit(() -> migrate(own));
      awaitQuery("SELECT pg_advisory_xact_lock(4711)%");
      Future<MigrationReport> second = threads.submit(() -> migrate(own));
      awaitQuery("SELECT %advisory_lock(" + MigrationConnection.LOCK + ")");
      statement.execute("SELECT pg_advisory_unlock(4711)");

      assertThat(first.get().applied()).isEqualTo(2);
      assertThat(second.get().applied()).isZero();
    }
    assertThat(postgres.count("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
  }

  @Test
  void failureOutsideOfATransactionSaysWhatToDo() {
    assertThatThrownBy(() -> migrate(at("invalid")))
        .isInstanceOf(MigrationException.class)
        .hasMessage(
            "migration V2__index.sql failed in line 1 (CREATE INDEX CONCURRENTLY indexed_none ON"
                + " indexed (none)) with SQLSTATE 42703; it runs outside of a transaction, so undo"
                + " by hand what it has done, delete its line from the history, correct it and"
                + " start again");
  }

  @RepeatedTest(3)
  void replicasThatStartAtOnceDoNotCollide() throws Exception {
    int replicas = 4;
    CyclicBarrier together = new CyclicBarrier(replicas);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<MigrationReport>> runs = new ArrayList<>();
      for (int i = 0; i < replicas; i++) {
        runs.add(
            threads.submit(
                () -> {
                  together.await();
                  return migrate(at("corrected"));
                }));
      }
      int applied = 0;
      for (Future<MigrationReport> run : runs) {
        applied += run.get().applied();
      }
      assertThat(applied).isEqualTo(2);
    }
  }

  @Test
  void givesUpWhenAnotherProcessMigratesForTooLong() throws SQLException {
    try (Connection other = postgres.connect();
        Statement statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + MigrationConnection.LOCK + ")");

      assertThatThrownBy(() -> migrate(shipped.withLockTimeout(Duration.ofMillis(200))))
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessage(
              "another process has been migrating for more than 200 ms"
                  + " (database.migration.lock-timeout); wait for it, or look for it in"
                  + " pg_stat_activity");
    }
    assertThat(migrate(shipped).applied()).isEqualTo(1);
  }

  @Test
  void givesUpWhenInterruptedWhileAnotherProcessMigrates() throws SQLException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread waiting =
        Thread.ofPlatform().unstarted(() -> failure.set(catchThrowable(() -> migrate(shipped))));
    try (Connection other = postgres.connect();
        Statement statement = other.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(" + MigrationConnection.LOCK + ")");
      waiting.start();
      awaitQuery("SELECT pg_try_advisory_lock(" + MigrationConnection.LOCK + ")");
      waiting.interrupt();
      Await.until(SOON, () -> failure.get() != null, "the thread waits no longer");
    }
    assertThat(failure.get())
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessage("interrupted while another process migrates; start again to wait for it");
  }

  @Test
  void changedMigrationIsRefused(@TempDir Path folder) throws IOException {
    Path script = folder.resolve("V1__first.sql");
    MigrationSettings own = shipped.withLocations(List.of("filesystem:" + folder));
    Files.writeString(script, "CREATE TABLE first (id int);");
    migrate(own);
    Files.writeString(script, "CREATE TABLE first (id bigint);");

    assertThatThrownBy(() -> migrate(own))
        .isInstanceOf(MigrationException.class)
        .hasMessageStartingWith("the migrations (database.migration.locations) cannot be applied: ")
        .hasMessageContaining("checksum mismatch for migration version 1");
  }

  @Test
  void missingLocationIsRefused() {
    assertThatThrownBy(() -> migrate(at("nowhere")))
        .isInstanceOf(MigrationException.class)
        .hasMessage(
            "the migrations (database.migration.locations) cannot be applied: Unable to resolve"
                + " location classpath:migrations/nowhere.");
  }

  @Test
  void roleOfTheServiceMayUseTheTablesButNotChangeThem() throws SQLException {
    String owner = postgres.username() + "_owner";
    postgres.execute(
        "CREATE ROLE %s LOGIN PASSWORD 'theirs'".formatted(owner),
        "GRANT CREATE ON DATABASE %s TO %s".formatted(postgres.username(), owner));

    migrate(shipped.withRole(owner, Secret.of("theirs")));

    try (Connection service = signIn();
        Statement statement = service.createStatement()) {
      statement.execute("INSERT INTO ai_seo.users (username, email) VALUES ('a', 'a@b')");
      statement.execute("UPDATE ai_seo.users SET email = 'c@d'");
      assertThat(postgres.count("SELECT count(*) FROM ai_seo.users WHERE email = 'c@d'"))
          .isEqualTo(1);
      statement.execute("DELETE FROM ai_seo.users");
      assertRefused(statement, "DROP TABLE ai_seo.users");
      assertRefused(statement, "SELECT * FROM ai_seo.migration_history");
      assertRefused(statement, "CREATE TABLE ai_seo.other (id int)");
    } finally {
      postgres.execute("DROP OWNED BY " + owner, "DROP ROLE " + owner);
    }
  }

  @Test
  void schemasThatCannotBeCreatedAreNamed() {
    String stranger = postgres.username() + "_stranger";
    postgres.execute("CREATE ROLE %s LOGIN PASSWORD 'theirs'".formatted(stranger));
    try {
      assertThatThrownBy(() -> migrate(shipped.withRole(stranger, Secret.of("theirs"))))
          .isInstanceOf(MigrationException.class)
          .hasMessage(
              "the schemas [ai_seo, analytics] (database.migration.schemas) cannot be created,"
                  + " SQLSTATE 42501; create them, or let the migrations' role CREATE in this"
                  + " database");
    } finally {
      postgres.execute("DROP ROLE " + stranger);
    }
  }

  @Test
  void logsOneLineWithoutAddressRoleOrPassword() {
    List<String> lines = new ArrayList<>();
    Logger root = Logger.getLogger("");
    Handler handler = collector(lines);
    root.addHandler(handler);
    try {
      migrate(shipped);
    } finally {
      root.removeHandler(handler);
    }

    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst())
        .matches("applied 1 migration\\(s\\) in [\\d,]+ ms; schema ai_seo has version 1");
  }

  private MigrationReport migrate(MigrationSettings settings) {
    return Migrator.of(postgres.settings(), settings).migrate();
  }

  private MigrationSettings at(String set) {
    return shipped.withLocations(List.of("classpath:migrations/" + set));
  }

  private long tables(String name) {
    return postgres.count(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'ai_seo' AND tablename = '"
            + name
            + "'");
  }

  /** Waits for a connection whose last statement is such a one, finished or not. */
  private void awaitQuery(String pattern) {
    Await.until(
        SOON,
        () ->
            postgres.count(
                    "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                        + " AND datname = current_database() AND query LIKE '"
                        + pattern
                        + "'")
                == 1,
        "a statement like " + pattern);
  }

  private Connection signIn() throws SQLException {
    return DriverManager.getConnection(postgres.url(), postgres.username(), postgres.password());
  }

  private static void assertRefused(Statement statement, String sql) {
    assertThatThrownBy(() -> statement.execute(sql))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
  }

  private static Handler collector(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        lines.add(new SimpleFormatter().formatMessage(record));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
