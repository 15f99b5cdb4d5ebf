package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbStatementException;
import io.helidon.dbclient.DbTransaction;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

  @Test
  void refusesAPropertyThatItDoesNotKnow() {
    assertThatThrownBy(() -> DbClient.create(config(Map.of("connection.connectionInitSql", "x"))))
        .isInstanceOf(DbClientException.class)
        .hasMessageContaining("connection.connectionInitSql");
  }

  @Test
  void refusesAPoolSizeThatIsNoNumber() {
    assertThatThrownBy(() -> DbClient.create(config(Map.of("connection.maximumPoolSize", "ten"))))
        .isInstanceOf(DbClientException.class)
        .hasMessage("connection.maximumPoolSize is 'ten', and must be a whole number");
  }

  private Config config(Map<String, String> more) {
    Map<String, String> all = new HashMap<>();
    all.put("source", "heddle");
    all.put("connection.url", postgres.url());
    all.put("connection.username", postgres.username());
    all.put("connection.password", postgres.password());
    all.put("connection.maximumPoolSize", "3");
    all.putAll(more);
    return Config.just(ConfigSources.create(all));
  }
}
