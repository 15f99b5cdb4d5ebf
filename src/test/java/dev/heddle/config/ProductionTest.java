package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.heddle.error.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductionTest {

  private static final String NO_PASSWORD =
      "database.password: is missing, which production does not allow; set POSTGRES_PASSWORD or"
          + " POSTGRES_PASSWORD_FILE, or allow it with database.allow-insecure.no-password: true";
  private static final String NO_TLS =
      "leaves TLS off or to chance, which production does not allow; set verify-full (or require),"
          + " or allow it with database.allow-insecure.no-tls: true";

  @TempDir Path directory;

  @Test
  void refusesEverythingInsecureAtOnce() {
    assertProblems(production(), NO_PASSWORD, "database.ssl.mode: " + NO_TLS);
    assertProblems(
        production()
            .variable("POSTGRES_PASSWORD", "secure_password_change_me")
            .variable("DATABASE_SSL_MODE", "disable"),
        "database.password = *** (environment variable POSTGRES_PASSWORD): is the default that"
            + " everybody knows, which production does not allow; set another one, or allow it with"
            + " database.allow-insecure.default-password: true",
        "database.ssl.mode = disable (environment variable DATABASE_SSL_MODE): " + NO_TLS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"disable", "allow", "prefer"})
  void takesEachModeThatMayEndInTheClearForOff(String mode) {
    assertProblems(
        secure().property("database.ssl.mode", mode),
        "database.ssl.mode = %s (system property database.ssl.mode): ".formatted(mode) + NO_TLS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"require", "verify-ca", "verify-full"})
  void startsWithAPasswordAndTls(String mode) {
    assertThat(secure().property("database.ssl.mode", mode).settings().tls().mode())
        .isEqualTo(mode);
  }

  @Test
  void eachAllowanceAllowsOnlyWhatItSays() {
    assertProblems(production().property("database.allow-insecure.no-tls", "true"), NO_PASSWORD);
    assertProblems(
        production()
            .property("database.allow-insecure.no-password", "true")
            .property("database.allow-insecure.default-password", "true"),
        "database.ssl.mode: " + NO_TLS);
    assertThat(
            production()
                .property("database.allow-insecure.no-tls", "true")
                .property("database.allow-insecure.no-password", "true")
                .settings()
                .password()
                .reveal())
        .isEmpty();
    assertThat(
            production()
                .variable("DATABASE_ALLOW_INSECURE_DEFAULT_PASSWORD", "true")
                .variable("DATABASE_ALLOW_INSECURE_NO_TLS", "true")
                .variable("POSTGRES_PASSWORD", "secure_password_change_me")
                .settings()
                .password()
                .reveal())
        .isEqualTo("secure_password_change_me");
  }

  @Test
  void looksIntoThePasswordsFile() {
    Given given =
        production()
            .file("empty", "\n")
            .file("known", "secure_password_change_me\n")
            .variable("DATABASE_SSL_MODE", "require");
    String empty = directory.resolve("empty").toString();
    String known = directory.resolve("known").toString();

    assertThatThrownBy(given.variable("POSTGRES_PASSWORD_FILE", empty)::settings)
        .hasMessageContaining(
            "database.password-file = %s (environment variable POSTGRES_PASSWORD_FILE): is missing,"
                .formatted(empty));
    assertThatThrownBy(given.variable("POSTGRES_PASSWORD_FILE", known)::settings)
        .hasMessageContaining("is the default that everybody knows");
  }

  @Test
  void reportsAFileThatIsGoneOnce() {
    assertProblems(
        production()
            .variable("POSTGRES_PASSWORD_FILE", "/nowhere/pw")
            .variable("DATABASE_SSL_MODE", "require"),
        "database.password-file = /nowhere/pw (environment variable POSTGRES_PASSWORD_FILE): does"
            + " not exist; create the file or mount the secret");
  }

  @Test
  void asksTheSameOfTheRoleThatMigrates() {
    assertThat(
            secure()
                .property("database.migration.username", "owner")
                .property("database.migration.password", "secure_password_change_me")
                .effective()
                .problems())
        .containsExactly(
            "database.migration.password = *** (system property database.migration.password): is"
                + " the default that everybody knows, which production does not allow; set another"
                + " one, or allow it with database.allow-insecure.default-password: true");
    assertThat(secure().property("database.migration.username", "owner").effective().problems())
        .containsExactly(
            "database.migration.password: is missing, which production does not allow; set"
                + " database.migration.password or database.migration.password-file, or allow it"
                + " with database.allow-insecure.no-password: true");
    assertThat(
            secure()
                .property("database.migration.username", "owner")
                .property("database.migration.password", "another one")
                .effective()
                .problems())
        .isEmpty();
  }

  @Test
  void runsNoEmbeddedServer() {
    assertProblems(
        secure().property("database.embedded.mode", "auto"),
        "database.embedded.mode = auto (system property database.embedded.mode): is not for"
            + " production; set off");
  }

  @Test
  void developmentAllowsItAll() {
    assertThat(
            Given.in(directory)
                .variable("DEV_POSTGRES_PASSWORD", "secure_password_change_me")
                .settings()
                .tls()
                .isEnforced())
        .isFalse();
  }

  private Given production() {
    return Given.in(directory).variable("ENVIRONMENT", "production");
  }

  private Given secure() {
    return production()
        .variable("POSTGRES_PASSWORD", "long and secret")
        .variable("DATABASE_SSL_MODE", "verify-full");
  }

  private static void assertProblems(Given given, String... problems) {
    assertThatThrownBy(given::settings)
        .asInstanceOf(throwable(ConfigurationException.class))
        .extracting(ConfigurationException::problems)
        .isEqualTo(List.of(problems));
  }
}
