package dev.heddle.migrate;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.MigrationSettings;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.HeddleException;
import dev.heddle.error.MigrationException;
import dev.heddle.error.SqlStates;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Brings a database to the newest version: each migration as one transaction with its line in the
 * history, one process at a time, and nothing when there is nothing to do.
 *
 * <p>In the SQL, {@code ${service_role}} stands for the quoted name of the role that the service
 * signs in as, for grants.
 */
public final class Migrator {

  private static final System.Logger LOGGER = System.getLogger(Migrator.class.getName());

  private final DatabaseSettings database;
  private final MigrationSettings settings;

  private Migrator(DatabaseSettings database, MigrationSettings settings) {
    this.database = database;
    this.settings = settings;
  }

  /**
   * A migrator; it opens nothing yet.
   *
   * @param database where
   * @param settings what, and by whom
   * @return the migrator
   */
  public static Migrator of(DatabaseSettings database, MigrationSettings settings) {
    return new Migrator(database, settings);
  }

  /**
   * Applies what was not applied yet; safe to call from several processes at once.
   *
   * @return what was done
   * @throws MigrationException when a migration fails or does not fit the history; nothing of that
   *     migration is kept, the ones before it are
   * @throws DatabaseUnavailableException when the server cannot be reached, is lost, or another
   *     process migrates for longer than the lock timeout or until this thread is interrupted;
   *     trying again later may help
   */
  public MigrationReport migrate() {
    long start = System.nanoTime();
    try (MigrationConnection connection = open()) {
      lock(connection);
      createSchemas(connection);
      MigrateResult result = run(connection);
      MigrationReport report =
          new MigrationReport(
              result.migrationsExecuted,
              Stream.of(result.targetSchemaVersion, result.initialSchemaVersion)
                  .filter(Objects::nonNull)
                  .findFirst()
                  .orElse(""),
              Duration.ofNanos(System.nanoTime() - start));
      LOGGER.log(
          System.Logger.Level.INFO,
          "applied {0} migration(s) in {1} ms; schema {2} has version {3}",
          report.applied(),
          report.took().toMillis(),
          settings.schemas().getFirst(),
          report.version());
      return report;
    } catch (SQLException e) {
      throw unavailable("was lost at the end of the migrations", e);
    }
  }

  private MigrationConnection open() {
    try {
      return MigrationConnection.open(database, settings);
    } catch (SQLException e) {
      throw unavailable("cannot be reached for migrations", e);
    }
  }

  private void lock(MigrationConnection connection) {
    try {
      if (connection.lock()) {
        return;
      }
    } catch (SQLException e) {
      throw unavailable("was lost before the migrations", e);
    }
    throw new DatabaseUnavailableException(
        Thread.currentThread().isInterrupted()
            ? "interrupted while another process migrates; start again to wait for it"
            : "another process has been migrating for more than "
                + settings.lockTimeout().toMillis()
                + " ms (database.migration.lock-timeout); wait for it, or look for it in"
                + " pg_stat_activity",
        null);
  }

  private void createSchemas(MigrationConnection connection) {
    try {
      connection.createSchemas(settings.schemas());
    } catch (SQLException e) {
      if (SqlStates.isConnectionLost(SqlStates.of(e))) {
        throw unavailable("was lost before the migrations", e);
      }
      throw new MigrationException(
          "the schemas "
              + settings.schemas()
              + " (database.migration.schemas) cannot be created, SQLSTATE "
              + e.getSQLState()
              + "; create them, or let the migrations' role CREATE in this database",
          e);
    }
  }

  private MigrateResult run(MigrationConnection connection) {
    CurrentScript script = new CurrentScript(connection);
    try {
      return Flyway.configure()
          .dataSource(connection)
          .locations(settings.locations().toArray(String[]::new))
          .failOnMissingLocations(true)
          .validateMigrationNaming(true)
          .createSchemas(false)
          .defaultSchema(settings.schemas().getFirst())
          .schemas(settings.schemas().toArray(String[]::new))
          .table(settings.table())
          .placeholders(Map.of("service_role", quoted(database.username())))
          .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
          .callbacks(script)
          // What is worth knowing is in the report or in the exception.
          .loggers()
          .load()
          .migrate();
    } catch (RuntimeException e) {
      throw MigrationFailure.of(e, script.name());
    }
  }

  private HeddleException unavailable(String what, SQLException cause) {
    return new DatabaseUnavailableException(
        "database '"
            + database.name()
            + "' "
            + what
            + " (SQLSTATE "
            + SqlStates.of(cause)
            + "); check that the server runs, its address (database.url, or database.host and"
            + " database.port) and the credentials",
        cause);
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
