package dev.heddle.config;

import io.helidon.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that a database needs to be opened.
 *
 * @param name the pool's name in errors, metrics and thread names
 * @param url the JDBC address, without credentials
 * @param username the role that signs in
 * @param password its password; asked for at each new connection
 * @param applicationName what {@code pg_stat_activity} shows
 * @param tls TLS to the server
 * @param pool the connection pool
 * @param session time limits of sessions
 * @param echo logging of statements
 * @param healthTimeout the longest that a health check may take, 10 ms to 1 min
 * @param embedded the embedded server that is to be started in place of the address, if one is;
 *     whoever starts it continues {@link #withUrl} and {@link #withCredentials} its own
 */
public record DatabaseSettings(
    String name,
    String url,
    String username,
    Secret password,
    String applicationName,
    TlsSettings tls,
    PoolSettings pool,
    SessionSettings session,
    EchoSettings echo,
    Duration healthTimeout,
    Optional<EmbeddedSettings> embedded) {

  static final Key<String> POOL_NAME =
      Key.text(
          "pool.name",
          Optional.of("main"),
          "1 to 40 letters, digits, - or _",
          "the pool's name in errors, metrics and thread names",
          DatabaseSettings::checkPoolName);
  static final Key<String> USERNAME =
      Key.text("username", Optional.empty(), "any name", "the role that signs in", name -> {});
  static final Key<String> PASSWORD = Key.secret("password", "its password");
  static final Key<Path> PASSWORD_FILE =
      Key.path(
          "password-file",
          Optional.empty(),
          "file that holds the password; read anew at each sign-in");
  static final Key<String> APPLICATION_NAME =
      Key.text(
          "application-name",
          Optional.of("heddle"),
          "1 to 63 printable ASCII characters",
          "what pg_stat_activity shows",
          DatabaseSettings::checkApplicationName);
  static final Key<Duration> HEALTH_TIMEOUT =
      Key.duration(
          "health-timeout", "1s", "10ms", "1m", "", "longest that a health check may take");
  static final Key<Boolean> MISSING_MAP_PARAMETERS_AS_NULL =
      Key.flag(
          "missing-map-parameters-as-null",
          false,
          "bind NULL for a named parameter that the map does not hold");

  /** Below these, each application chooses the names itself. */
  static final Set<String> OPEN_SECTIONS =
      Set.of("statements", "services", EmbeddedSettings.PARAMETERS);

  static final List<Key<?>> KEYS = keys();

  /**
   * The address holds no credentials, and every value is within its range.
   *
   * @throws dev.heddle.error.ConfigurationException when it does, or one is not
   */
  public DatabaseSettings {
    POOL_NAME.check(name);
    ServerAddress.check(url);
    APPLICATION_NAME.check(applicationName);
    HEALTH_TIMEOUT.check(healthTimeout);
  }

  /**
   * The shipped defaults for a server and a role.
   *
   * @param url the JDBC address, without credentials
   * @param username the role that signs in
   * @param password its password
   * @return the settings
   */
  public static DatabaseSettings of(String url, String username, Secret password) {
    return new DatabaseSettings(
        POOL_NAME.defaultValue(),
        url,
        username,
        password,
        APPLICATION_NAME.defaultValue(),
        TlsSettings.defaults(),
        PoolSettings.defaults(),
        SessionSettings.defaults(),
        EchoSettings.off(),
        HEALTH_TIMEOUT.defaultValue(),
        Optional.empty());
  }

  /**
   * The settings that a {@code database} node says. With a configuration from {@link Profiles}, the
   * rules of its profile hold too.
   *
   * @param database the node, usually {@code config.get("database")}
   * @return the settings
   * @throws dev.heddle.error.ConfigurationException with all problems, when there are any
   */
  public static DatabaseSettings create(Config database) {
    return SettingsReader.whole(database, DatabaseSettings::read);
  }

  /** The settings, with what is wrong noted in the reader. */
  static DatabaseSettings read(SettingsReader in) {
    Optional<EmbeddedSettings> embedded = EmbeddedSettings.read(in);
    String url = embedded.map(ServerAddress::ofEmbedded).orElseGet(() -> ServerAddress.read(in));
    Optional<String> username = in.find(USERNAME);
    if (username.isEmpty() && embedded.isEmpty()) {
      in.refuse(USERNAME, "is missing; set the role that signs in");
    }
    Credentials credentials = Credentials.read(in, PASSWORD, PASSWORD_FILE);
    TlsSettings tls = TlsSettings.read(in);
    if (embedded.isPresent() && tls.isEnforced()) {
      in.refuse(
          TlsSettings.MODE, "cannot be met by the embedded PostgreSQL; set prefer or disable");
    }
    if (in.profile().filter(Profile.PRODUCTION::equals).isPresent()) {
      ProductionRules.apply(in, credentials, tls);
    }
    PoolSettings pool = PoolSettings.read(in);
    SessionSettings session = SessionSettings.read(in);
    session.refuseBeyondBudget(in, PoolSettings.ACQUIRE_TIMEOUT, pool.acquireTimeout());
    in.refuseUnknown(KEYS, OPEN_SECTIONS);
    return new DatabaseSettings(
        in.read(POOL_NAME),
        url,
        username.orElse(""),
        credentials.secret(),
        in.read(APPLICATION_NAME),
        tls,
        pool,
        session,
        EchoSettings.read(in),
        in.read(HEALTH_TIMEOUT),
        embedded);
  }

  /**
   * These settings with another pool.
   *
   * @param newPool the pool
   * @return the changed copy
   */
  public DatabaseSettings withPool(PoolSettings newPool) {
    return new DatabaseSettings(
        name,
        url,
        username,
        password,
        applicationName,
        tls,
        newPool,
        session,
        echo,
        healthTimeout,
        embedded);
  }

  /**
   * These settings with other session limits.
   *
   * @param newSession the limits
   * @return the changed copy
   */
  public DatabaseSettings withSession(SessionSettings newSession) {
    return new DatabaseSettings(
        name,
        url,
        username,
        password,
        applicationName,
        tls,
        pool,
        newSession,
        echo,
        healthTimeout,
        embedded);
  }

  /**
   * These settings with another address.
   *
   * @param newUrl the JDBC address, without credentials
   * @return the changed copy
   */
  public DatabaseSettings withUrl(String newUrl) {
    return new DatabaseSettings(
        name,
        newUrl,
        username,
        password,
        applicationName,
        tls,
        pool,
        session,
        echo,
        healthTimeout,
        embedded);
  }

  /**
   * These settings with other TLS to the server.
   *
   * @param newTls the mode and what to trust
   * @return the changed copy
   */
  public DatabaseSettings withTls(TlsSettings newTls) {
    return new DatabaseSettings(
        name,
        url,
        username,
        password,
        applicationName,
        newTls,
        pool,
        session,
        echo,
        healthTimeout,
        embedded);
  }

  /**
   * These settings with statement logging.
   *
   * @param newEcho the switches
   * @return the changed copy
   */
  public DatabaseSettings withEcho(EchoSettings newEcho) {
    return new DatabaseSettings(
        name,
        url,
        username,
        password,
        applicationName,
        tls,
        pool,
        session,
        newEcho,
        healthTimeout,
        embedded);
  }

  /**
   * These settings with other credentials.
   *
   * @param newUsername the role that signs in
   * @param newPassword its password
   * @return the changed copy
   */
  public DatabaseSettings withCredentials(String newUsername, Secret newPassword) {
    return new DatabaseSettings(
        name,
        url,
        newUsername,
        newPassword,
        applicationName,
        tls,
        pool,
        session,
        echo,
        healthTimeout,
        embedded);
  }

  /** Whether someone has configured a server or how to sign in to it. */
  static boolean isNamed(SettingsReader in) {
    return Stream.of(
            ServerAddress.URL,
            ServerAddress.HOST,
            ServerAddress.PORT,
            ServerAddress.NAME,
            USERNAME,
            PASSWORD,
            PASSWORD_FILE)
        .anyMatch(in::isConfigured);
  }

  private static List<Key<?>> keys() {
    List<Key<?>> keys = new ArrayList<>(ServerAddress.KEYS);
    keys.addAll(List.of(USERNAME, PASSWORD, PASSWORD_FILE, APPLICATION_NAME));
    keys.addAll(TlsSettings.KEYS);
    keys.add(POOL_NAME);
    keys.addAll(PoolSettings.KEYS);
    keys.addAll(SessionSettings.KEYS);
    keys.addAll(EchoSettings.KEYS);
    keys.addAll(List.of(HEALTH_TIMEOUT, MISSING_MAP_PARAMETERS_AS_NULL));
    keys.addAll(ProductionRules.KEYS);
    keys.addAll(EmbeddedSettings.KEYS);
    keys.addAll(MigrationSettings.KEYS);
    return List.copyOf(keys);
  }

  private static void checkPoolName(String name) {
    if (!name.matches("[A-Za-z0-9_-]{1,40}")) {
      throw new IllegalArgumentException(
          "is not a pool's name; give 1 to 40 letters, digits, - or _");
    }
  }

  private static void checkApplicationName(String name) {
    if (!name.matches("[ -~]{1,63}")) {
      throw new IllegalArgumentException(
          "is not kept whole by PostgreSQL; give 1 to 63 printable ASCII characters");
    }
  }
}
