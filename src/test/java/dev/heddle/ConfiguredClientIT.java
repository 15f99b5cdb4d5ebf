package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.spi.DbClientServiceProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a configuration says of statements and services, in a {@code db} section and in Heddle's.
 */
@PostgresTest
class ConfiguredClientIT {

  private static final String MISSING = "missing-map-parameters-as-null";

  /** The section that holds the keys. */
  private enum Section {
    DROP_IN,
    OWN
  }

  private final TestPostgres postgres;

  ConfiguredClientIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @ParameterizedTest
  @EnumSource
  void bindsNullForAMissingParameterWhenToldSo(Section section) {
    DbClient client = client(section, Map.of(MISSING, "true"));
    try {
      DbRow row = oneOfTwo(client);
      assertThat(row.column("a").get(Integer.class)).isEqualTo(7);
      assertThat(row.column("b").asOptional()).isEmpty();
    } finally {
      client.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusesAMissingParameterOtherwise(Section section) {
    for (Map<String, String> keys : List.of(Map.of(MISSING, "false"), Map.<String, String>of())) {
      DbClient client = client(section, keys);
      try {
        assertThatThrownBy(() -> oneOfTwo(client))
            .as(keys.toString())
            .isInstanceOf(DbClientException.class)
            .hasMessageContaining("b");
      } finally {
        client.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void showsEachStatementToAServiceThatIsConfigured(Section section, @TempDir Path folder)
      throws IOException {
    Path providers = folder.resolve("META-INF/services/" + DbClientServiceProvider.class.getName());
    Files.createDirectories(providers.getParent());
    Files.writeString(providers, ConfiguredService.class.getName());
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    URL[] added = {folder.toUri().toURL()};
    DbClient client;
    try (URLClassLoader withService = new URLClassLoader(added, before)) {
      Thread.currentThread().setContextClassLoader(withService);
      client = client(section, Map.of("services.noting.as", "noted"));
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
    ConfiguredService.NOTES.clear();
    try {
      assertThat(client.execute().get("SELECT 8 AS n")).isPresent();
      assertThat(ConfiguredService.NOTES).containsExactly("noted SELECT 8 AS n");
    } finally {
      client.close();
    }
  }

  private static DbRow oneOfTwo(DbClient client) {
    return client
        .execute()
        .createGet("SELECT :a::int AS a, :b::int AS b")
        .params(Map.of("a", 7))
        .execute()
        .orElseThrow();
  }

  private DbClient client(Section section, Map<String, String> keys) {
    Map<String, String> all = new HashMap<>(keys);
    if (section == Section.OWN) {
      Config own = Config.just(ConfigSources.create(all));
      return Database.builder(postgres.settings()).config(own).build().client();
    }
    all.put("source", "heddle");
    all.put("connection.url", postgres.url());
    all.put("connection.username", postgres.username());
    all.put("connection.password", postgres.password());
    return DbClient.create(Config.just(ConfigSources.create(all)));
  }
}
