package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbStatementException;
import io.helidon.dbclient.DbTransaction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An application's existing {@code db} section works with {@code source: heddle}. */
@PostgresTest
class DropInIT {

  private final TestPostgres postgres;

  DropInIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void servesAnExistingConfiguration() {
    DbClient client = DbClient.create(config(Map.of("statements.one", "SELECT 1 AS n")));
    try {
      assertThat(client.dbType()).isEqualTo("jdbc:postgresql");
      assertThat(client.execute().namedGet("one")).isPresent();
      assertThat(client.execute().createNamedQuery("one").execute().count()).isEqualTo(1);

      client.execute().dml("CREATE TABLE thing (id int PRIMARY KEY, name text)");
      DbTransaction transaction = client.transaction();
      assertThat(transaction.insert("INSERT INTO thing VALUES (?, ?)", 1, "a")).isEqualTo(1);
      transaction.commit();
      assertThat(client.execute().update("UPDATE thing SET name = ? WHERE id = ?", "b", 1))
          .isEqualTo(1);
      assertThat(client.execute().delete("DELETE FROM thing WHERE id = ?", 1)).isEqualTo(1);
      assertThatThrownBy(() -> client.execute().get("SELECT nonsense"))
          .isInstanceOf(DbStatementException.class);
    } finally {
      client.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT json_object(k:v)  AS a | SELECT json_object(k: v)      AS a | {\"x\" : 2}",
        "SELECT json_object(k:v)  AS a | SELECT json_object(k VALUE v) AS a | {\"x\" : 2}",
        "SELECT ('{5,6,7}'::int[])[:v] AS a | SELECT ('{5,6,7}'::int[])[: v] AS a | {5,6}"
      })
  void takesAColonThatTouchesANameForAParameterAlsoWhenNoneIsGiven(
      String refused, String taken, String answer) {
    assumeThat(postgres.count("SELECT current_setting('server_version_num')::int"))
        .as("json_object with a colon came with PostgreSQL 16")
        .isGreaterThanOrEqualTo(160000);
    String from = ", k FROM (VALUES ('x', 2)) AS t (k, v)";
    DbClient client = DbClient.create(config(Map.of()));
    try {
      assertThatThrownBy(() -> client.execute().get(refused + from))
          .isInstanceOf(DbClientException.class)
          .hasMessageContaining("missing")
          .hasMessageContaining("v;");
      assertThat(client.execute().get(taken + from))
          .hasValueSatisfying(
              row -> assertThat(row.column("a").asString().get()).isEqualTo(answer));
    } finally {
      client.close();
    }
  }

  static List<Arguments> properties() {
    return List.of(
        arguments("maximumPoolSize", "7", pool(7, 0, "30s", "1h", "2m")),
        arguments("minimumIdle", "2", pool(2, 1, "30s", "1h", "2m")),
        arguments("minimumIdle", "0", pool(1, 2, "30s", "1h", "2m")),
        arguments("minimumIdle", "9", pool(3, 0, "30s", "1h", "2m")),
        arguments("connectionTimeout", "1234", pool(3, 0, "1.234s", "1h", "2m")),
        arguments("maxLifetime", "150000", pool(3, 0, "30s", "150s", "2m")),
        arguments("maxLifetime", "60000", pool(3, 0, "30s", "60s", "59s")),
        arguments("idleTimeout", "15000", pool(3, 0, "30s", "1h", "15s")),
        arguments("poolName", "orders", pool(3, 0, "30s", "1h", "2m")));
  }

  @ParameterizedTest
  @MethodSource("properties")
  void setsThePoolByAPropertyOfHikari(String name, String value, PoolSettings expected) {
    DatabaseSettings settings = settings(config(Map.of("connection." + name, value)));

    assertThat(settings.pool()).isEqualTo(expected);
    assertThat(settings.name()).isEqualTo("main");
  }

  @Test
  void hasTheSizeOfHikarisOwnDefaultWhenNoneIsGiven() {
    Map<String, String> keys = keys(Map.of());
    keys.remove("connection.maximumPoolSize");

    assertThat(settings(Config.just(ConfigSources.create(keys))).pool())
        .isEqualTo(pool(10, 0, "30s", "1h", "2m"));
  }

  @Test
  void refusesAPropertyThatItDoesNotKnow() {
    assertThatThrownBy(() -> DbClient.create(config(Map.of("connection.connectionInitSql", "x"))))
        .isInstanceOf(DbClientException.class)
        .hasMessageContaining("connection.connectionInitSql");
  }

  @Test
  void hasTlsSettingsOfItsOwnAndNamesThemWhenTheAddressHasThem() {
    String url = postgres.url() + "?sslmode=require";
    assertThatThrownBy(() -> DbClient.create(config(Map.of("connection.url", url))))
        .isInstanceOf(DbClientException.class)
        .hasMessageContaining("connection.ssl.mode");
    DbClient enforcing =
        DbClient.create(
            config(Map.of("connection.url", postgres.url(), "connection.ssl.mode", "require")));
    try {
      assertThatThrownBy(() -> enforcing.execute().get("SELECT 1"))
          .as("this server has no TLS")
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessageContaining("TLS");
    } finally {
      enforcing.close();
    }
  }

  @Test
  void refusesAPoolSizeThatIsNoNumber() {
    assertThatThrownBy(() -> DbClient.create(config(Map.of("connection.maximumPoolSize", "ten"))))
        .isInstanceOf(DbClientException.class)
        .hasMessage("connection.maximumPoolSize is 'ten', and must be a whole number");
  }

  private static PoolSettings pool(
      int size, int maxOverflow, String acquireTimeout, String recycle, String idleTimeout) {
    PoolSettings like = PoolSettings.defaults();
    return new PoolSettings(
        size,
        maxOverflow,
        Duration.parse("PT" + acquireTimeout),
        like.queueLimit(),
        Duration.parse("PT" + recycle),
        Duration.parse("PT" + idleTimeout),
        like.connectTimeout());
  }

  /** What a client made of its configuration; nothing is opened. */
  private static DatabaseSettings settings(Config config) {
    DbClient client = DbClient.create(config);
    client.close();
    return client.unwrap(Database.class).settings();
  }

  private Config config(Map<String, String> more) {
    return Config.just(ConfigSources.create(keys(more)));
  }

  private Map<String, String> keys(Map<String, String> more) {
    Map<String, String> all = new HashMap<>();
    all.put("source", "heddle");
    all.put("connection.url", postgres.url());
    all.put("connection.username", postgres.username());
    all.put("connection.password", postgres.password());
    all.put("connection.maximumPoolSize", "3");
    all.putAll(more);
    return all;
  }
}
