package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddedSettingsTest {

  @TempDir Path directory;

  @Test
  void isOffUnlessItIsTurnedOn() {
    assertThat(Given.in(directory).settings().embedded()).isEmpty();
  }

  @Test
  void autoStartsOneWhenNothingIsConfigured() {
    assertThat(auto().settings().embedded())
        .contains(
            EmbeddedSettings.keptIn(Path.of(".heddle/postgres"))
                .withDatabase("ai_seo_architects_dev"));
  }

  @ParameterizedTest
  @CsvSource({
    "DEV_POSTGRES_HOST, db",
    "DEV_POSTGRES_PORT, 5433",
    "DEV_POSTGRES_DB, shop",
    "DEV_POSTGRES_USER, ann",
    "DEV_POSTGRES_PASSWORD, pw",
    "DATABASE_URL, jdbc:postgresql://db/shop"
  })
  void autoUsesTheServerThatAnyVariableNames(String variable, String value) {
    assertThat(auto().variable(variable, value).settings().embedded()).isEmpty();
  }

  @Test
  void autoUsesTheServerThatAFileNames() {
    Given given = auto().file("application.yaml", "database:\n  url: jdbc:postgresql://db/shop\n");

    assertThat(given.settings().embedded()).isEmpty();
    assertThat(given.settings().url()).isEqualTo("jdbc:postgresql://db/shop");
  }

  @Test
  void autoTakesNoNoticeOfOtherProfilesVariables() {
    assertThat(auto().variable("POSTGRES_HOST", "live").settings().embedded()).isPresent();
  }

  @Test
  void readsItsOwnKeys() {
    Given given =
        auto()
            .property("database.embedded.temporary", "true")
            .property("database.embedded.port", "6543")
            .property("database.embedded.binaries", "/opt/postgres/bin")
            .file(
                "application.yaml",
                """
                database:
                  embedded:
                    parameters:
                      fsync: off
                      pg_stat_statements.max: 100
                """);

    assertThat(given.settings().embedded())
        .contains(
            new EmbeddedSettings(
                Optional.empty(),
                6543,
                "ai_seo_architects_dev",
                Optional.of(Path.of("/opt/postgres/bin")),
                Map.of("fsync", "off", "pg_stat_statements.max", "100")));
  }

  @Test
  void onNeedsNeitherServerNorRole() {
    DatabaseSettings settings = DatabaseSettings.create(Given.plain("embedded.mode", "on"));

    assertThat(settings.embedded()).contains(EmbeddedSettings.keptIn(Path.of(".heddle/postgres")));
  }

  @Test
  void refusesWhatContradictsIt() {
    assertThatThrownBy(
            () -> DatabaseSettings.create(Given.plain("embedded.mode", "on", "host", "db")))
        .hasMessage(
            "the configuration has a problem: database.host = db: contradicts"
                + " database.embedded.mode: on; set only one of the two");
    assertThatThrownBy(
            () ->
                DatabaseSettings.create(Given.plain("embedded.mode", "on", "ssl.mode", "require")))
        .hasMessage(
            "the configuration has a problem: database.ssl.mode = require: cannot be met by the"
                + " embedded PostgreSQL; set prefer or disable");
    assertThatThrownBy(
            () ->
                DatabaseSettings.create(
                    Given.plain(
                        "embedded.mode", "on",
                        "embedded.temporary", "true",
                        "embedded.directory", "data")))
        .hasMessage(
            "the configuration has a problem: database.embedded.directory = data: contradicts"
                + " database.embedded.temporary: true; set only one of the two");
  }

  private Given auto() {
    return Given.in(directory)
        .file("application-development.yaml", "database:\n  embedded:\n    mode: auto\n");
  }
}
