package dev.heddle;

import dev.heddle.client.RecordMapperProvider;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.Secret;
import dev.heddle.config.TlsSettings;
import dev.heddle.error.ConfigurationException;
import io.helidon.common.config.Config;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientBuilderBase;
import io.helidon.dbclient.DbClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Builds a client from the configuration of Helidon's stock JDBC client: {@code connection.url},
 * {@code username}, {@code password} and HikariCP's own property names. What is not understood is
 * an error, never ignored.
 */
final class DropInBuilder extends DbClientBuilderBase<DropInBuilder> {

  private static final int HIKARI_DEFAULT_SIZE = 10;

  /** Understood by the stock client, and without an effect here: what they guard holds anyway. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "autoCommit",
          "initializationFailTimeout",
          "keepaliveTime",
          "validationTimeout",
          "connectionTestQuery",
          "leakDetectionThreshold",
          "registerMbeans",
          "driverClassName");

  private final Map<String, String> connection = new HashMap<>();

  DropInBuilder() {
    // The stock builder adds the application's mappers after this one is asked for its own.
    addMapperProvider(new RecordMapperProvider());
  }

  @Override
  @SuppressWarnings("removal") // The stock client's interface is written in terms of it.
  public DropInBuilder config(Config config) {
    super.config(config);
    Config node = config.get("connection");
    if (node.exists()) {
      node.detach().asMap().ifPresent(connection::putAll);
    }
    return this;
  }

  @Override
  protected DbClient doBuild() {
    Map<String, String> left = new HashMap<>(connection);
    left.keySet().removeIf(key -> key.startsWith("helidon.") || key.startsWith("hikari."));
    left.keySet().removeAll(WITHOUT_EFFECT);
    String url = required(left, "url", url());
    String username = required(left, "username", username());
    String password = optional(left, "password", password() == null ? "" : password());
    DatabaseSettings settings = settings(url, username, password, left).withPool(pool(left));
    if (!left.isEmpty()) {
      List<String> unknown = left.keySet().stream().sorted().toList();
      throw new DbClientException(
          "source heddle does not know connection."
              + String.join(", connection.", unknown)
              + "; remove it, or configure Heddle's own database section instead");
    }
    DatabaseBuilder builder =
        Database.builder(settings).missingMapParametersAsNull(missingMapParametersAsNull());
    if (statements() != null) {
      builder.statements(statements());
    }
    clientServices().forEach(builder::addService);
    return builder.mappers(dbMapperManager(), mapperManager()).build().client();
  }

  private static DatabaseSettings settings(
      String url, String username, String password, Map<String, String> left) {
    TlsSettings defaults = TlsSettings.defaults();
    Optional<Path> authority =
        Optional.ofNullable(left.remove("ssl.root-certificate")).map(Path::of);
    try {
      return DatabaseSettings.of(url, username, Secret.of(password))
          .withTls(new TlsSettings(optional(left, "ssl.mode", defaults.mode()), authority));
    } catch (ConfigurationException e) {
      throw new DbClientException(
          "%s (here connection.url, connection.ssl.mode and connection.ssl.root-certificate; anything else needs a database section of Heddle's own)"
              .formatted(e.getMessage()),
          e);
    }
  }

  private static PoolSettings pool(Map<String, String> left) {
    PoolSettings defaults = PoolSettings.defaults();
    int max = count(left, "maximumPoolSize", HIKARI_DEFAULT_SIZE);
    int size = Math.max(1, Math.min(max, count(left, "minimumIdle", max)));
    Duration acquire = millis(left, "connectionTimeout", defaults.acquireTimeout());
    Duration recycle = millis(left, "maxLifetime", defaults.recycle());
    Duration idle = millis(left, "idleTimeout", within(recycle, defaults.idleTimeout()));
    left.remove("poolName");
    try {
      return new PoolSettings(
          size,
          max - size,
          acquire,
          defaults.queueLimit(),
          recycle,
          idle,
          defaults.connectTimeout());
    } catch (ConfigurationException e) {
      throw new DbClientException(
          "one of connection.maximumPoolSize, minimumIdle, connectionTimeout, maxLifetime and idleTimeout is out of range, which Heddle calls %s"
              .formatted(e.getMessage()),
          e);
    }
  }

  /** HikariCP gives an idle time up that is not shorter than the lifetime. */
  private static Duration within(Duration recycle, Duration idle) {
    Duration longest = recycle.minusSeconds(1);
    return recycle.isZero() || idle.compareTo(longest) < 0 ? idle : longest;
  }

  private static String required(Map<String, String> left, String key, String given) {
    String value = optional(left, key, given == null ? "" : given);
    if (value.isEmpty()) {
      throw new DbClientException("source heddle needs connection." + key);
    }
    return value;
  }

  private static String optional(Map<String, String> left, String key, String otherwise) {
    String value = left.remove(key);
    return value == null ? otherwise : value;
  }

  private static Duration millis(Map<String, String> left, String key, Duration otherwise) {
    return Duration.ofMillis(number(left, key, otherwise.toMillis()));
  }

  private static int count(Map<String, String> left, String key, int otherwise) {
    return Math.clamp(number(left, key, otherwise), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static long number(Map<String, String> left, String key, long otherwise) {
    String value = left.remove(key);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new DbClientException(
          "connection.%s is '%s', and must be a whole number".formatted(key, value), e);
    }
  }
}
