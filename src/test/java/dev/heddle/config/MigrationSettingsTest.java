package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.error.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationSettingsTest {

  @Test
  void defaultsAreWhatAnEmptyConfigurationGives() {
    assertThat(read())
        .isEqualTo(MigrationSettings.defaults())
        .returns(true, MigrationSettings::enabled)
        .returns(List.of("classpath:db/migration"), MigrationSettings::locations)
        .returns(List.of("ai_seo", "analytics"), MigrationSettings::schemas)
        .returns("migration_history", MigrationSettings::table)
        .returns(Duration.ofMinutes(1), MigrationSettings::lockTimeout);
  }

  @Test
  void readsARoleWithItsPassword() {
    MigrationSettings.Role role =
        read("migration.username", "owner", "migration.password", "theirs").role().orElseThrow();

    assertThat(role.username()).isEqualTo("owner");
    assertThat(role.password().reveal()).isEqualTo("theirs");
    assertThat(role.toString()).doesNotContain("theirs");
  }

  @Test
  void readsAPasswordFromItsFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "theirs\n");

    assertThat(
            read("migration.username", "owner", "migration.password-file", file.toString())
                .role()
                .orElseThrow()
                .password()
                .reveal())
        .isEqualTo("theirs");
  }

  @Test
  void reportsAllThatContradictsItself() {
    assertThatThrownBy(
            () ->
                read(
                    "migration.password", "theirs",
                    "migration.password-file", "file",
                    "migration.lock-timeout", "2h"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "database.migration.password = ***: is set beside database.migration.password-file; set"
                + " only one of the two")
        .hasMessageContaining(
            "database.migration.username: is missing, but there is a password for it; set the role"
                + " that migrates")
        .hasMessageContaining(
            "database.migration.lock-timeout = 2h: is out of range; give 100ms to 1h");
  }

  @Test
  void demandsThatALocationSaysWhereItIs() {
    assertThatThrownBy(() -> read("migration.locations", "classpath:db/migration,foo"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            "database.migration.locations = classpath:db/migration,foo: is no location; give each"
                + " as classpath:… or filesystem:…");
    assertThat(read("migration.locations", "classpath:a, filesystem:/b").locations())
        .containsExactly("classpath:a", "filesystem:/b");
  }

  @Test
  void refusesWhatIsOutOfRangeInCodeToo() {
    assertThatThrownBy(() -> MigrationSettings.defaults().withLockTimeout(Duration.ZERO))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("database.migration.lock-timeout");
    assertThatThrownBy(() -> MigrationSettings.defaults().withLocations(List.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("database.migration.locations");
  }

  private static MigrationSettings read(String... keysAndValues) {
    return MigrationSettings.create(Given.plain(keysAndValues));
  }
}
