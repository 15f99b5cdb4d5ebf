package dev.heddle.config;

import io.helidon.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which migrations are applied, where they are recorded, and by whom.
 *
 * @param enabled whether a service migrates when it starts; the command migrates in any case
 * @param locations where the migrations are, as {@code classpath:…} or {@code filesystem:…}
 * @param schemas the schemas to create when they are missing; the first one holds the history
 * @param table the table of the history
 * @param role who migrates; empty means the role of the service
 * @param lockTimeout longest wait while another process migrates, 100 ms to 1 h
 */
public record MigrationSettings(
    boolean enabled,
    List<String> locations,
    List<String> schemas,
    String table,
    Optional<Role> role,
    Duration lockTimeout) {

  /**
   * A role of its own for migrations, so that the service's role need not own tables.
   *
   * @param username the role that signs in
   * @param password its password
   */
  public record Role(String username, Secret password) {}

  static final Key<Boolean> ENABLED =
      Key.flag("migration.enabled", true, "migrate when the service starts");
  static final Key<List<String>> LOCATIONS =
      Key.texts(
          "migration.locations",
          "classpath:db/migration",
          "classpath:… or filesystem:…",
          "where the migrations are",
          MigrationSettings::checkLocation);
  static final Key<List<String>> SCHEMAS =
      Key.texts(
          "migration.schemas",
          "ai_seo,analytics",
          "names of schemas",
          "created when they are missing; the first one holds the history");
  static final Key<String> TABLE =
      Key.text(
          "migration.table",
          Optional.of("migration_history"),
          "a name",
          "the table of the history",
          table -> {});
  static final Key<String> USERNAME =
      Key.text(
          "migration.username",
          Optional.empty(),
          "any name",
          "the role that migrates, when it is not the service's own",
          name -> {});
  static final Key<String> PASSWORD = Key.secret("migration.password", "its password");
  static final Key<Path> PASSWORD_FILE =
      Key.path("migration.password-file", Optional.empty(), "file that holds its password");
  static final Key<Duration> LOCK_TIMEOUT =
      Key.duration(
          "migration.lock-timeout",
          "1m",
          "100ms",
          "1h",
          "",
          "longest wait while another process migrates");

  static final List<Key<?>> KEYS =
      List.of(ENABLED, LOCATIONS, SCHEMAS, TABLE, USERNAME, PASSWORD, PASSWORD_FILE, LOCK_TIMEOUT);

  /**
   * Every value is within its range; copies of the lists are kept.
   *
   * @throws dev.heddle.error.ConfigurationException when one is not
   */
  public MigrationSettings {
    locations = List.copyOf(LOCATIONS.check(locations));
    schemas = List.copyOf(SCHEMAS.check(schemas));
    LOCK_TIMEOUT.check(lockTimeout);
  }

  /**
   * The shipped defaults.
   *
   * @return the migrations on the class path, by the service's own role
   */
  public static MigrationSettings defaults() {
    return new MigrationSettings(
        ENABLED.defaultValue(),
        LOCATIONS.defaultValue(),
        SCHEMAS.defaultValue(),
        TABLE.defaultValue(),
        Optional.empty(),
        LOCK_TIMEOUT.defaultValue());
  }

  /**
   * The settings that a {@code database} node says below {@code migration}.
   *
   * @param database the node, usually {@code config.get("database")}
   * @return the settings
   * @throws dev.heddle.error.ConfigurationException with all problems, when there are any
   */
  public static MigrationSettings create(Config database) {
    return SettingsReader.whole(database, MigrationSettings::read);
  }

  /** The settings, with what is wrong noted in the reader. */
  static MigrationSettings read(SettingsReader in) {
    return new MigrationSettings(
        in.read(ENABLED),
        in.read(LOCATIONS),
        in.read(SCHEMAS),
        in.read(TABLE),
        readRole(in),
        in.read(LOCK_TIMEOUT));
  }

  /**
   * These settings with other migrations.
   *
   * @param newLocations where they are
   * @return the changed copy
   */
  public MigrationSettings withLocations(List<String> newLocations) {
    return new MigrationSettings(enabled, newLocations, schemas, table, role, lockTimeout);
  }

  /**
   * These settings with a role of their own.
   *
   * @param username the role that signs in
   * @param password its password
   * @return the changed copy
   */
  public MigrationSettings withRole(String username, Secret password) {
    return new MigrationSettings(
        enabled, locations, schemas, table, Optional.of(new Role(username, password)), lockTimeout);
  }

  /**
   * These settings with another longest wait.
   *
   * @param newLockTimeout the wait
   * @return the changed copy
   */
  public MigrationSettings withLockTimeout(Duration newLockTimeout) {
    return new MigrationSettings(enabled, locations, schemas, table, role, newLockTimeout);
  }

  private static void checkLocation(String location) {
    if (!location.matches("(?s)(classpath|filesystem):.+")) {
      throw new IllegalArgumentException(
          "is no location; give each as classpath:… or filesystem:…");
    }
  }

  private static Optional<Role> readRole(SettingsReader in) {
    Optional<String> username = in.find(USERNAME);
    Credentials credentials = Credentials.read(in, PASSWORD, PASSWORD_FILE);
    if (username.isEmpty() && in.text(credentials.key()).isPresent()) {
      in.refuse(USERNAME, "is missing, but there is a password for it; set the role that migrates");
    }
    if (username.isPresent() && in.profile().filter(Profile.PRODUCTION::equals).isPresent()) {
      ProductionRules.applyTo(
          in, credentials, in.fullName(PASSWORD) + " or " + in.fullName(PASSWORD_FILE));
    }
    return username.map(name -> new Role(name, credentials.secret()));
  }
}
