package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.EffectiveConfiguration.Value;
import dev.heddle.error.ConfigurationException;
import io.helidon.config.Config;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveConfigurationTest {

  /** Of Helidon's names right below {@code server}. */
  private static final List<String> OVERRULED =
      List.of(
          "max-payload-size",
          "max-tcp-connections",
          "shutdown-grace-period",
          "idle-connection-timeout",
          "idle-connection-period",
          "protocols",
          "shutdown-hook");

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
  void saysForTheLogWhatWasSetWithoutSecretsAndTheAddress() {
    EffectiveConfiguration effective =
        Given.in(directory)
            .variable("DEV_POSTGRES_HOST", "db.example.org")
            .variable("DEV_POSTGRES_DB", "shop")
            .variable("DEV_POSTGRES_PASSWORD", "hunter2")
            .property("database.pool.size", "7")
            .property("database.statements.find", "SELECT 1")
            .property("database.migration.table", "a\u001b[2J\nb")
            .effective();

    assertThat(effective.logLine())
        .isEqualTo(
            "profile development:"
                + " database.host = *** (environment variable DEV_POSTGRES_HOST),"
                + " database.name = *** (environment variable DEV_POSTGRES_DB),"
                + " database.password = *** (environment variable DEV_POSTGRES_PASSWORD),"
                + " database.pool.size = 7 (system property database.pool.size),"
                + " database.migration.table = a [2J b (system property database.migration.table);"
                + " all other keys of Heddle have their defaults");
    assertThat(Given.in(directory).effective().logLine())
        .isEqualTo("profile development: -; all other keys of Heddle have their defaults");
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
  void neverShowsCredentialsOfAnAddressThatWasGivenForAName() {
    EffectiveConfiguration effective =
        Given.in(directory)
            .variable("DEV_POSTGRES_HOST", "postgres://ann:hunter2@db:5432/shop")
            .variable("DEV_POSTGRES_DB", "postgresql://ann:hunter2@db/shop")
            .effective();

    assertThat(effective.toString() + effective.text()).doesNotContain("hunter2");
    assertThat(effective.problems())
        .anySatisfy(problem -> assertThat(problem).startsWith("database.host = ***"));
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
                        resource.path: /run/service.p12
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
            value(
                "server.tls.private-key.keystore.resource.path",
                "/run/service.p12",
                "file " + directory.resolve("application.yaml")),
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server: x | server FILE: is a section and has no value; set one of server.port, server.host
          server: [1, 2] | server FILE: is a section and no list; set one of server.port, server.host
          database: {password: {file: /run/x}} | database.password FILE: has keys below it; did you mean database.password-file?
          server: {port: {a: 3}} | server.port FILE: has keys below it; give one whole number (0 to 65535)
          server: {host: [a, b]} | server.host FILE: is a list; give one text (an address)
          operations: 3 | operations FILE: is a section and has no value; set one of operations.host, operations.port
          database: {pool: {size: [1, 2]}} | database.pool.size FILE: is a list; give one whole number (1 to 1000)
          database: {session: [a, {b: c}]} | database.session FILE: is a section and no list; set one of database.session.timeout, database.session.statement-timeout
          database: {colours: [a, b]} | database.colours FILE: is not a known key
          database: {migration: {locations: {a: b}}} | database.migration.locations FILE: has keys below it; give one list of texts (classpath:… or filesystem:…)
          database: hello | database FILE: is a section and has no value; set one of database.url, database.host, database.port, database.name, database.username, …
          database: [1, 2] | database FILE: is a section and no list; set one of database.url, database.host, database.port, database.name, database.username, …
          server: {limits: 5} | server.limits FILE: is a section and has no value; set one of server.limits.max-payload,
          server: {prot: 80} | server.prot FILE: is not a known key; did you mean server.port?
          server: {hots: a} | server.hots FILE: is not a known key; did you mean server.host?
          server: {limit: {max-payload: 1KiB, max-headers: 2KiB}} | server.limit FILE: is not a known key; did you mean server.limits?
          server: {port: } | server.port: is empty; give one whole number (0 to 65535), or remove it
          server: {host: ' '} | server.host: is empty; give one text (an address), or remove it
          server: {host: a b} | server.host = a b FILE: is not a host name or an IP address; give one, as in 0.0.0.0 or 127.0.0.1
          """)
  void refusesWhatHasNotTheFormOfItsSectionOrKey(String content, String problem) {
    EffectiveConfiguration effective =
        Given.in(directory).file("application.yaml", content + "\n").effective();

    String place = "(file " + directory.resolve("application.yaml") + ")";
    assertThat(effective.problems())
        .singleElement()
        .asString()
        .startsWith(problem.replace("FILE", place));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "database: {migration: {locations: ['classpath:a', 'classpath:b']}}",
        "database: {services: [{type: tracing}]}",
        "server: {sockets: [{name: other, port: 81}]}"
      })
  void takesListsWhereTheyBelong(String content) {
    assertThat(Given.in(directory).file("application.yaml", content + "\n").effective().problems())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          max-payload-size | 10 mb | set server.limits.max-payload
          max-tcp-connections | 5 | set server.limits.max-connections
          shutdown-grace-period | PT1M | set server.limits.drain-timeout
          idle-connection-timeout | PT1M | set server.limits.idle-timeout
          idle-connection-period | PT1M | set server.limits.idle-timeout
          connection-options.read-timeout | PT1M | set server.limits.idle-timeout
          connection-options.tcp-no-delay | false | it is always on
          protocols.http_1_1.max-headers-size | 1000 | set server.limits.max-headers and server.limits.max-request-line
          features.observe.endpoint | /ops | set operations.host and operations.port
          shutdown-hook | true | the service stops in order by itself
          """)
  void refusesWhatHelidonWouldReadButHeddleOverrules(String key, String value, String instead) {
    EffectiveConfiguration effective =
        Given.in(directory).property("server." + key, value).effective();

    assertThat(effective.problems())
        .singleElement()
        .asString()
        .startsWith("server." + key.replaceFirst("(protocols|observe)\\..*", "$1"))
        .contains("(system property ", "is overruled by Heddle; ")
        .contains(instead);
    assertThat(effective.text()).doesNotContain("server." + key);
  }

  @Test
  void tellsAllThatIsOverruledAtOnce() {
    assertThat(
            Given.in(directory)
                .file(
                    "application.yaml",
                    """
                    server:
                      max-payload-size: 10 mb
                      connection-options: {read-timeout: PT1M, socket-keep-alive: true}
                      protocols: [{type: http_1_1, max-headers-size: 1000}]
                      limits: {max-payload: 0}
                    """)
                .effective()
                .problems())
        .hasSize(4);
  }

  @Test
  void takesEachKeyOfHelidonsServer() throws IOException {
    List<String> keys = new ArrayList<>();
    Enumeration<URL> metadata =
        WebServer.class.getClassLoader().getResources("META-INF/helidon/config-metadata.json");
    while (metadata.hasMoreElements()) {
      try (InputStream content = metadata.nextElement().openStream()) {
        String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
        if (text.contains("\"" + WebServer.class.getName() + "\"")) {
          Pattern.compile("\"key\": *\"([a-z-]+)\"")
              .matcher(text)
              .results()
              .forEach(match -> keys.add(match.group(1)));
        }
      }
    }
    keys.removeAll(List.of("port", "host"));
    keys.removeAll(OVERRULED);
    assertThat(keys).contains("sockets", "tls", "media-context", "features", "backlog");

    Given given = Given.in(directory);
    keys.forEach(key -> given.property("server." + key + ".any", "x"));
    assertThat(given.effective().problems()).isEmpty();
  }

  @Test
  void mayBeValidBesideOneSection() {
    EffectiveConfiguration effective =
        Given.in(directory)
            .file("application.yaml", "databse: 1\n")
            .property("database.pool.size", "0")
            .property("database.pool.sice", "0")
            .effective();

    assertThatThrownBy(() -> effective.requireValidBeside("database"))
        .hasMessageStartingWith("the configuration has a problem: databse");
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
