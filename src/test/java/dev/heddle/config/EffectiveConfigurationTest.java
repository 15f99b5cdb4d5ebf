package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.EffectiveConfiguration.Value;
import dev.heddle.error.ConfigurationException;
import io.helidon.config.Config;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveConfigurationTest {

  @TempDir Path directory;

  @Test
  void givesEachKeyWithItsValueAndItsOrigin() {
    EffectiveConfiguration effective =
        Given.in(directory)
            .variable("ENVIRONMENT", "production")
            .variable("POSTGRES_HOST", "db")
            .variable("POSTGRES_PASSWORD", "hunter2")
            .property("database.pool.size", "7")
            .file("application.yaml", "server:\n  port: 81\n")
            .file("application-production.yaml", "database:\n  ssl:\n    mode: require\n")
            .effective();

    assertThat(effective.profile()).isEqualTo(Profile.PRODUCTION);
    assertThat(effective.problems()).isEmpty();
    assertThat(effective.values())
        .contains(
            value("server.port", "81", "file " + directory.resolve("application.yaml")),
            value("server.host", "0.0.0.0", "default"),
            value("database.host", "db", "environment variable POSTGRES_HOST"),
            value("database.name", "ai_seo_architects", "default of profile production"),
            value("database.password", "***", "environment variable POSTGRES_PASSWORD"),
            value(
                "database.ssl.mode",
                "require",
                "file " + directory.resolve("application-production.yaml")),
            value("database.pool.size", "7", "system property database.pool.size"),
            value("database.pool.max-overflow", "30", "default"),
            new Value("database.url", Optional.empty(), "default"));
  }

  @Test
  void saysThatAnAddressOutdoesHostPortAndName() {
    EffectiveConfiguration effective =
        Given.in(directory).variable("DATABASE_URL", "jdbc:postgresql://db/shop").effective();

    assertThat(effective.values())
        .contains(
            value("database.url", "jdbc:postgresql://db/shop", "environment variable DATABASE_URL"),
            new Value("database.host", Optional.empty(), "not used, as database.url is set"));
  }

  @Test
  void neverShowsASecret() {
    EffectiveConfiguration effective =
        Given.in(directory)
            .variable("DATABASE_URL", "jdbc:postgresql://ann:hunter2@db/shop")
            .variable("DEV_POSTGRES_PASSWORD", "hunter2")
            .file(
                "application.yaml",
                """
                server:
                  tls:
                    private-key:
                      keystore:
                        passphrase: hunter2
                  apiToken: hunter2
                database:
                  passwrod: hunter2
                  statements:
                    find: SELECT 1
                """)
            .effective();

    assertThat(effective.toString() + effective.text()).doesNotContain("hunter2");
    assertThat(effective.values())
        .contains(
            value("database.url", "***", "environment variable DATABASE_URL"),
            value("server.apiToken", "***", "file " + directory.resolve("application.yaml")),
            value(
                "database.statements.find",
                "SELECT 1",
                "file " + directory.resolve("application.yaml")));
  }

  @Test
  void listsTheProblemsOfAllSections() {
    EffectiveConfiguration effective =
        Given.in(directory)
            .file("application.yaml", "databse:\n  pool:\n    size: 3\nbilling: 1\n")
            .variable("SERVER_PORT", "http")
            .variable("DATABASE_POOL_SIZE", "0")
            .property("os.name", "any JVM has this")
            .effective();

    String place = " (file " + directory.resolve("application.yaml") + ")";
    assertThat(effective.problems())
        .containsExactly(
            "billing"
                + place
                + ": is not a known key; remove it, or use one of database, operations,"
                + " server",
            "databse" + place + ": is not a known key; did you mean database?",
            "server.port = http (environment variable SERVER_PORT): is not a whole number; give a"
                + " whole number from 0 to 65535",
            "database.pool.size = 0 (environment variable DATABASE_POOL_SIZE): is out of range;"
                + " give a whole number from 1 to 1000");
    assertThatThrownBy(effective::requireValid)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("the configuration has 4 problems:");
  }

  @Test
  void isWrittenOneLineAKey() {
    EffectiveConfiguration effective = Given.in(directory).effective();

    assertThat(effective.text())
        .startsWith("profile development\n")
        .contains("\n  server.port ")
        .containsPattern("\n  database\\.host +localhost +default of profile development\n")
        .containsPattern("\n  database\\.password +\\*\\*\\* +default of profile development\n")
        .containsPattern("\n  database\\.password-file +- +default\n");
    assertThat(effective.text().lines().skip(1)).hasSize(effective.values().size());
  }

  @Test
  void theShippedFilesAreValidInEachProfile() {
    Path shipped = Path.of("etc", "config");
    for (Profile profile : Profile.values()) {
      ConfigurationSources sources =
          Given.in(shipped)
              .variable("POSTGRES_PASSWORD", "long and secret")
              .sources()
              .withProfile(profile);

      EffectiveConfiguration effective = EffectiveConfiguration.of(Profiles.load(sources));

      assertThat(effective.problems()).as("profile %s", profile).isEmpty();
      assertThatCode(effective::requireValid).doesNotThrowAnyException();
    }
  }

  @Test
  void needsAConfigurationWithOrigins() {
    assertThatThrownBy(() -> EffectiveConfiguration.of(Config.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("load the configuration with Profiles.load");
  }

  private static Value value(String key, String value, String origin) {
    return new Value(key, Optional.of(value), origin);
  }
}
