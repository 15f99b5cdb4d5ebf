package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HikariCP's own properties take what HikariCP takes, as far as Heddle's ranges go. */
class DropInRangesTest {

  @Test
  void takesALifetimeOfThirtyDays() {
    DbClient client = DbClient.create(config("maxLifetime", "2592000000"));
    assertThat(client.dbType()).isEqualTo("jdbc:postgresql");
    client.close();
  }

  @ParameterizedTest
  @CsvSource({
    "idleTimeout, 5000",
    "connectionTimeout, 0",
    "maximumPoolSize, 99999999999",
    "maxLifetime, 1"
  })
  void saysWhichPropertiesItMeans(String property, String value) {
    assertThatThrownBy(() -> DbClient.create(config(property, value)))
        .isInstanceOf(DbClientException.class)
        .hasMessageContaining(property)
        .hasMessageContaining("out of range");
  }

  private static Config config(String property, String value) {
    Map<String, String> all = new HashMap<>();
    all.put("source", "heddle");
    all.put("connection.url", "jdbc:postgresql://localhost:1/nowhere");
    all.put("connection.username", "nobody");
    all.put("connection.password", "none");
    all.put("connection." + property, value);
    return Config.just(ConfigSources.create(all));
  }
}
