package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.heddle.error.ConfigurationException;
import io.helidon.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseSettingsTest {

  private static final String[] SERVER = {"host", "db", "name", "shop", "username", "ann"};

  @TempDir Path directory;

  @Test
  void takesTheDefaultsForAllButTheServer() {
    DatabaseSettings settings = DatabaseSettings.create(with("password", "pw"));

    DatabaseSettings expected =
        DatabaseSettings.of("jdbc:postgresql://db:5432/shop", "ann", settings.password());
    assertThat(settings).isEqualTo(expected);
    assertThat(settings.password().reveal()).isEqualTo("pw");
  }

  @Test
  void readsEveryKey() {
    DatabaseSettings settings =
        DatabaseSettings.create(
            Given.plain(
                "url", "jdbc:postgresql://a:1,b:2/shop?targetServerType=primary",
                "username", "ann",
                "password", "pw",
                "application-name", "shop",
                "ssl.mode", "disable",
                "pool.name", "orders",
                "pool.size", "2",
                "pool.max-overflow", "3",
                "pool.acquire-timeout", "4s",
                "pool.queue-limit", "5",
                "pool.recycle", "6m",
                "pool.idle-timeout", "70s",
                "pool.connect-timeout", "800ms",
                "session.timeout", "9s",
                "session.statement-timeout", "PT1S",
                "echo.enabled", "true",
                "echo.values", "TRUE",
                "health-timeout", "250ms",
                "missing-map-parameters-as-null", "true",
                "allow-insecure.no-password", "true",
                "allow-insecure.default-password", "true",
                "allow-insecure.no-tls", "true",
                "statements.find", "SELECT 1",
                "services.tracing.0.enabled", "true"));

    assertThat(settings)
        .usingRecursiveComparison()
        .ignoringFields("password")
        .isEqualTo(
            new DatabaseSettings(
                "orders",
                "jdbc:postgresql://a:1,b:2/shop?targetServerType=primary",
                "ann",
                Secret.of("pw"),
                "shop",
                new TlsSettings("disable", Optional.empty()),
                new PoolSettings(
                    2,
                    3,
                    Duration.ofSeconds(4),
                    5,
                    Duration.ofMinutes(6),
                    Duration.ofSeconds(70),
                    Duration.ofMillis(800)),
                new SessionSettings(Duration.ofSeconds(9), Duration.ofSeconds(1)),
                new EchoSettings(true, true),
                Duration.ofMillis(250),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
pool.size | 0 | is out of range; give a whole number from 1 to 1000
pool.size | 99999999999 | is out of range; give a whole number from 1 to 1000
pool.size | many | is not a whole number; give a whole number from 1 to 1000
pool.size | 2.5 | is not a whole number; give a whole number from 1 to 1000
pool.max-overflow | -1 | is out of range; give a whole number from 0 to 1000
pool.acquire-timeout | 30 | has no unit; write for instance 30s for seconds or 500ms for milliseconds
pool.acquire-timeout | 0 | has no unit; write for instance 30s for seconds or 500ms for milliseconds
pool.acquire-timeout | 0s | is out of range; give 1ms to 1h
pool.acquire-timeout | -5s | is not a duration; write a whole number and a unit, as in 500ms, 30s, 5m, 1h or 7d
pool.acquire-timeout | soon | is not a duration; write a whole number and a unit, as in 500ms, 30s, 5m, 1h or 7d
pool.recycle | 29s | is out of range; give 30s to 30d, or 0s: never
pool.idle-timeout | 1s | is out of range; give 10s to 1d, or 0s: never
pool.name | a b | is not a pool's name; give 1 to 40 letters, digits, - or _
session.timeout | 2d | is out of range; give 1ms to 1d, or 0s: no limit
echo.enabled | yes | is neither true nor false; write one of them
ssl.mode | on | is not known; give one of disable, allow, prefer, require, verify-ca, verify-full
application-name | caffè | is not kept whole by PostgreSQL; give 1 to 63 printable ASCII characters
host | db:5433 | is not a host name or an IP address; the port goes to database.port, and several servers go to database.url
host | a,b | is not a host name or an IP address; the port goes to database.port, and several servers go to database.url
port | 0 | is out of range; give a whole number from 1 to 65535
port | tcp://10.0.0.7:5432 | is not a whole number; give a whole number from 1 to 65535; it looks like a Kubernetes service link, so set the variable in the pod itself or turn enableServiceLinks off
embedded.mode | maybe | is not known; give one of auto, on, off
""")
  void saysWhatIsWrongWithAValueAndWhatToWrite(String key, String value, String message) {
    assertProblems(with(key, value), "database." + key + " = " + value + ": " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
pool.sizee | did you mean database.pool.size?
pool.maxOverflow | did you mean database.pool.max-overflow?
pool.acquire_timeout | did you mean database.pool.acquire-timeout?
sslmode | did you mean database.ssl.mode?
passwrd | did you mean database.password?
usrname | did you mean database.username?
statement.find | did you mean
""")
  void suggestsTheKeyThatWasMeant(String key, String suggestion) {
    assertThatThrownBy(() -> DatabaseSettings.create(with(key, "hunter2")))
        .hasMessageContaining("database." + key + ": is not a known key; ")
        .hasMessageNotContaining("hunter2");
    if (!suggestion.equals("did you mean")) {
      assertThatThrownBy(() -> DatabaseSettings.create(with(key, "hunter2")))
          .hasMessageEndingWith(suggestion);
    }
  }

  @Test
  void listsTheKeysOfTheSectionWhenNoneIsClose() {
    assertProblems(
        with("echo.colour", "red"),
        "database.echo.colour: is not a known key; remove it, or use one of echo.enabled,"
            + " echo.values");
  }

  @Test
  void refusesAValueWhereASectionBelongs() {
    assertProblems(
        with("session", "5s"),
        "database.session: is a section and has no value; set one of database.session.timeout,"
            + " database.session.statement-timeout");
  }

  @Test
  void reportsAllProblemsTogetherInTheOrderOfTheKeys() {
    assertThatThrownBy(
            () ->
                DatabaseSettings.create(
                    Given.plain("pool.size", "0", "ssl.mode", "on", "pool.sizee", "3")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            the configuration has 6 problems:
              1. database.host: is missing; set the server's host, or the whole database.url
              2. database.name: is missing; set the database's name
              3. database.username: is missing; set the role that signs in
              4. database.ssl.mode = on: is not known; give one of disable, allow, prefer, require,\
             verify-ca, verify-full
              5. database.pool.size = 0: is out of range; give a whole number from 1 to 1000
              6. database.pool.sizee: is not a known key; did you mean database.pool.size?\
            """);
  }

  @Test
  void saysWhereAWrongValueCameFrom() {
    Given given =
        Given.in(directory)
            .file("application.yaml", "database:\n  pool:\n    max-overflow: x\n    sise: 3\n")
            .variable("DATABASE_POOL_SIZE", "0")
            .property("database.health-timeout", "9");

    assertThatThrownBy(given::settings)
        .asInstanceOf(throwable(ConfigurationException.class))
        .extracting(ConfigurationException::problems)
        .isEqualTo(
            List.of(
                "database.pool.size = 0 (environment variable DATABASE_POOL_SIZE): is out of range;"
                    + " give a whole number from 1 to 1000",
                "database.pool.max-overflow = x (file %s/application.yaml): is not a whole number;"
                        .formatted(directory)
                    + " give a whole number from 0 to 1000",
                "database.pool.sise (file %s/application.yaml): is not a known key; did you mean"
                        .formatted(directory)
                    + " database.pool.size?",
                "database.health-timeout = 9 (system property database.health-timeout): has no"
                    + " unit; write for instance 30s for seconds or 500ms for milliseconds"));
  }

  @Test
  void refusesALimitThatTheSessionsBudgetAlwaysCutsShort() {
    assertProblems(
        with("session.timeout", "2s", "session.statement-timeout", "3s"),
        "database.session.statement-timeout = 3s: is never reached, because"
            + " database.session.timeout is 2s; lower the one or raise the other");
    assertProblems(
        with("pool.acquire-timeout", "1m"),
        "database.pool.acquire-timeout = 1m: is never reached, because database.session.timeout"
            + " is 30s; lower the one or raise the other");
  }

  @Test
  void aShorterBudgetNeedsNoOtherLimitChanged() {
    assertThat(DatabaseSettings.create(with("session.timeout", "2s")).session().timeout())
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(
            DatabaseSettings.create(with("session.timeout", "0s", "pool.acquire-timeout", "1m"))
                .pool()
                .acquireTimeout())
        .isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void refusesAnIdleTimeoutThatThePoolWouldIgnore() {
    assertProblems(
        with("pool.recycle", "1m", "pool.idle-timeout", "1m"),
        "database.pool.idle-timeout = 1m: must be at least 1s shorter than database.pool.recycle,"
            + " which is 1m; shorten it or recycle later");
  }

  @Test
  void refusesACertificateThatCannotBeReadOrIsNotUsed() {
    assertProblems(
        with("ssl.mode", "verify-full", "ssl.root-certificate", "/nowhere/ca.pem"),
        "database.ssl.root-certificate = /nowhere/ca.pem: cannot be read; give a PEM file that"
            + " this user may read");
    Path certificate = directory.resolve("ca.pem");
    Given.in(directory).file("ca.pem", "");
    assertProblems(
        with("ssl.mode", "require", "ssl.root-certificate", certificate.toString()),
        "database.ssl.root-certificate = %s: is not used, because database.ssl.mode is require;"
                .formatted(certificate)
            + " choose verify-full or verify-ca, or remove it");
  }

  @ParameterizedTest
  @MethodSource("settingsOutOfRange")
  void checksSettingsMadeInCodeToo(Runnable making, String message) {
    assertThatThrownBy(making::run)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("the configuration has a problem: " + message);
  }

  static Stream<Object[]> settingsOutOfRange() {
    return Stream.of(
        row(
            () -> PoolSettings.defaults().withSize(0, 0),
            "database.pool.size = 0: is out of range; give a whole number from 1 to 1000"),
        row(
            () -> PoolSettings.defaults().withAcquireTimeout(Duration.ofNanos(1)),
            "database.pool.acquire-timeout = PT0.000000001S: is out of range; give 1ms to 1h"),
        row(
            () -> new SessionSettings(Duration.ofSeconds(-1), Duration.ZERO),
            "database.session.timeout = PT-1S: is out of range; give 1ms to 1d, or 0s: no limit"),
        row(
            () -> new TlsSettings("on", Optional.empty()),
            "database.ssl.mode = on: is not known; give one of disable, allow, prefer, require,"
                + " verify-ca, verify-full"),
        row(
            () -> DatabaseSettings.of("jdbc:postgresql://ann:hunter2@db/shop", "", Secret.of("")),
            "database.url: holds credentials; take them out and set database.username, and"
                + " database.password or database.password-file (an @ in a database's name is"
                + " written %40)"));
  }

  @Test
  void aMissingNodeIsMissingAServer() {
    assertThatThrownBy(() -> DatabaseSettings.create(Config.empty().get("database")))
        .hasMessageStartingWith("the configuration has 3 problems:");
  }

  @Test
  void namesTheNodeThatItWasGiven() {
    Config reporting =
        Config.just(
                io.helidon.config.ConfigSources.create(
                    java.util.Map.of("databases.reporting.pool.size", "0")))
            .get("databases.reporting");

    assertThatThrownBy(() -> DatabaseSettings.create(reporting))
        .hasMessageContaining("databases.reporting.pool.size = 0: is out of range")
        .hasMessageContaining("databases.reporting.host: is missing");
  }

  private static Object[] row(Runnable making, String message) {
    return new Object[] {making, message};
  }

  private static Config with(String... keysAndValues) {
    return Given.plain(
        Stream.concat(Arrays.stream(SERVER), Arrays.stream(keysAndValues)).toArray(String[]::new));
  }

  private static void assertProblems(Config database, String... problems) {
    assertThatThrownBy(() -> DatabaseSettings.create(database))
        .asInstanceOf(throwable(ConfigurationException.class))
        .extracting(ConfigurationException::problems)
        .isEqualTo(List.of(problems));
  }
}
