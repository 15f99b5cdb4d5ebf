package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.error.ConfigurationException;
import io.helidon.config.Config;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfilesTest {

  @TempDir Path directory;

  @Test
  void developmentIsTheDefaultAndNamesALocalServer() {
    DatabaseSettings settings = Given.in(directory).settings();

    assertThat(settings.url()).isEqualTo("jdbc:postgresql://localhost:5432/ai_seo_architects_dev");
    assertThat(settings.username()).isEqualTo("postgres");
    assertThat(settings.password().reveal()).isEqualTo("postgres");
  }

  @Test
  void developmentReadsItsOwnVariablesAndNotThoseOfProduction() {
    DatabaseSettings settings =
        Given.in(directory)
            .variable("DEV_POSTGRES_USER", "ann")
            .variable("DEV_POSTGRES_PASSWORD", "pw")
            .variable("DEV_POSTGRES_HOST", "db.local")
            .variable("DEV_POSTGRES_PORT", "6543")
            .variable("DEV_POSTGRES_DB", "scratch")
            .variable("POSTGRES_HOST", "live")
            .variable("POSTGRES_PASSWORD", "live password")
            .settings();

    assertThat(settings.url()).isEqualTo("jdbc:postgresql://db.local:6543/scratch");
    assertThat(settings.username()).isEqualTo("ann");
    assertThat(settings.password().reveal()).isEqualTo("pw");
  }

  @Test
  void productionReadsItsOwnVariablesAndNotThoseOfDevelopment() {
    DatabaseSettings settings =
        production()
            .variable("POSTGRES_USER", "svc")
            .variable("POSTGRES_PASSWORD", "pw")
            .variable("POSTGRES_HOST", "db")
            .variable("POSTGRES_PORT", "6543")
            .variable("POSTGRES_DB", "live")
            .variable("DEV_POSTGRES_HOST", "localhost")
            .variable("DEV_POSTGRES_USER", "ann")
            .settings();

    assertThat(settings.url()).isEqualTo("jdbc:postgresql://db:6543/live");
    assertThat(settings.username()).isEqualTo("svc");
    assertThat(settings.password().reveal()).isEqualTo("pw");
  }

  @Test
  void productionHasDefaultsForAllButThePassword() {
    DatabaseSettings settings = production().variable("POSTGRES_PASSWORD", "pw").settings();

    assertThat(settings.url()).isEqualTo("jdbc:postgresql://postgres:5432/ai_seo_architects");
    assertThat(settings.username()).isEqualTo("ai_seo_user");
  }

  @ParameterizedTest
  @CsvSource({
    "ENVIRONMENT, production, PRODUCTION",
    "ENVIRONMENT, prod, PRODUCTION",
    "ENVIRONMENT, Production, PRODUCTION",
    "ENVIRONMENT, dev, DEVELOPMENT",
    "ENVIRONMENT, development, DEVELOPMENT",
    "ENVIRONMENT, test, TEST",
    "ENVIRONMENT, '', DEVELOPMENT",
    "HELIDON_CONFIG_PROFILE, prod, PRODUCTION"
  })
  void aVariableChoosesTheProfile(String variable, String value, Profile expected) {
    Config config = Given.in(directory).variable(variable, value).config();

    assertThat(EffectiveConfiguration.of(config).profile()).isEqualTo(expected);
  }

  @Test
  void helidonsSystemPropertyIsStrongerThanTheVariable() {
    Config config =
        Given.in(directory)
            .property("config.profile", "test")
            .variable("ENVIRONMENT", "production")
            .config();

    assertThat(EffectiveConfiguration.of(config).profile()).isEqualTo(Profile.TEST);
  }

  @Test
  void namesTheKnownProfilesWhenOneIsUnknown() {
    Given given = Given.in(directory).variable("ENVIRONMENT", "staging");

    assertThatThrownBy(given::config)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "the configuration has a problem: ENVIRONMENT = staging: is not a known profile;"
                + " choose one of development (dev), production (prod), test");
  }

  @Test
  void refusesTwoVariablesThatDisagree() {
    Given given =
        Given.in(directory)
            .variable("ENVIRONMENT", "dev")
            .variable("HELIDON_CONFIG_PROFILE", "prod");

    assertThatThrownBy(given::config)
        .hasMessage(
            "the configuration has a problem: ENVIRONMENT = dev and HELIDON_CONFIG_PROFILE = prod"
                + " disagree; unset one of them");
  }

  @Test
  void eachLayerIsStrongerThanTheNext() {
    Given given =
        Given.in(directory)
            .file("application.yaml", pool("size: 1", "max-overflow: 1", "queue-limit: 1"))
            .file("application-development.yaml", pool("size: 2", "max-overflow: 2"))
            .variable("DATABASE_POOL_SIZE", "3")
            .variable("DATABASE_POOL_QUEUE_LIMIT", "3")
            .property("database.pool.size", "4");

    PoolSettings pool = given.settings().pool();

    assertThat(pool.size()).isEqualTo(4);
    assertThat(pool.maxOverflow()).isEqualTo(2);
    assertThat(pool.queueLimit()).isEqualTo(3);
    assertThat(pool.recycle()).isEqualTo(PoolSettings.defaults().recycle());
  }

  @Test
  void theNamedVariableIsStrongerThanTheOneMadeFromTheKey() {
    DatabaseSettings settings =
        Given.in(directory)
            .variable("DEV_POSTGRES_HOST", "named")
            .variable("DATABASE_HOST", "derived")
            .settings();

    assertThat(settings.url()).startsWith("jdbc:postgresql://named:");
  }

  @Test
  void anEmptyVariableCountsAsUnset() {
    DatabaseSettings settings = Given.in(directory).variable("DEV_POSTGRES_HOST", "").settings();

    assertThat(settings.url()).startsWith("jdbc:postgresql://localhost:");
  }

  @Test
  void aFilesOwnKeysHaveVariablesToo() {
    Config config =
        Given.in(directory)
            .file("application.yaml", "server:\n  write-queue-length: 1\n")
            .variable("SERVER_WRITE_QUEUE_LENGTH", "2")
            .variable("SERVER_PORT", "0")
            .config();

    assertThat(config.get("server.write-queue-length").asInt().get()).isEqualTo(2);
    assertThat(config.get("server.port").asInt().get()).isZero();
  }

  @Test
  void theServersPortHasItsDefaultWithoutAFile() {
    Config server = Given.in(directory).config().get("server");

    assertThat(server.get("port").asInt().get()).isEqualTo(8080);
    assertThat(server.get("host").asString().get()).isEqualTo("0.0.0.0");
  }

  @Test
  void switchesTurnEchoOn() {
    EchoSettings echo =
        Given.in(directory)
            .variable("SQL_ECHO", "True")
            .variable("SQL_ECHO_VALUES", "true")
            .settings()
            .echo();

    assertThat(echo).isEqualTo(new EchoSettings(true, true));
  }

  @Test
  void readsTheFilesOfTheJarWhereThereIsNoFolder() {
    assertThat(ConfigurationFiles.read(Optional.empty(), Profile.PRODUCTION))
        .extracting(Layer::places)
        .satisfiesExactly(
            profile ->
                assertThat(profile)
                    .containsEntry("database.ssl.mode", "file jar:application-production.yaml"),
            base -> assertThat(base).containsEntry("server.port", "file jar:application.yaml"));
  }

  @Test
  void theFolderCanBeNamed() {
    Given.in(directory).file("application.yaml", "server:\n  port: 81\n");
    String folder = directory.toString();

    Config byVariable = Profiles.load(sources(Map.of("HEDDLE_CONFIG_DIR", folder), Map.of()));
    Config byProperty =
        Profiles.load(
            sources(Map.of("HEDDLE_CONFIG_DIR", "/nowhere"), Map.of("heddle.config.dir", folder)));

    assertThat(byVariable.get("server.port").asInt().get()).isEqualTo(81);
    assertThat(byProperty.get("server.port").asInt().get()).isEqualTo(81);
  }

  @Test
  void refusesANamedFolderThatIsNotThere() {
    ConfigurationSources sources = sources(Map.of("HEDDLE_CONFIG_DIR", "/nowhere"), Map.of());

    assertThatThrownBy(() -> Profiles.load(sources))
        .hasMessage(
            "the configuration has a problem: /nowhere: is not a folder; correct"
                + " heddle.config.dir or HEDDLE_CONFIG_DIR, or create it");
  }

  @Test
  void saysWhereAFileIsNotYamlWithoutShowingIt() {
    Given given =
        Given.in(directory).file("application.yaml", "database:\n  password: [hunter2\n  x: 1\n");

    assertThatThrownBy(given::config)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageEndingWith(
            "application.yaml: is not valid YAML at line 3, column 4: this may not follow here;"
                + " indent with spaces, each level alike, write a space behind each colon, close"
                + " quotes and brackets, and quote a value with special characters")
        .hasNoCause();
  }

  /** Each of these once ended the process with a trace, some of them with the value in it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "database:\n  password: !!int hunter2\n",
        "database: !!str &a [*a]\n",
        "database: &a [*a, hunter2]\n",
        "database:\n  password..x:\n    y: hunter2\n",
      })
  void refusesWhatTheParserOrHelidonFailOnWithoutShowingIt(String text) {
    Given given = Given.in(directory).file("application.yaml", text);

    assertThatThrownBy(given::config)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("application.yaml: ")
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }

  @Test
  void refusesAKeyThatIsThereTwice() {
    Given given = Given.in(directory).file("application.yaml", "server: {}\nserver: {}\n");

    assertThatThrownBy(given::config)
        .hasMessageEndingWith(
            "application.yaml: is not valid YAML at line 2, column 1: the key is there already;"
                + " remove one of the two");
  }

  @Test
  void listsTheProblemsOfBothFiles() {
    Given given =
        Given.in(directory)
            .file("application.yaml", "just text")
            .file("application-development.yaml", "a: b: c");

    assertThatThrownBy(given::config)
        .isInstanceOfSatisfying(
            ConfigurationException.class,
            e ->
                assertThat(e.problems())
                    .hasSize(2)
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .endsWith(
                                    "application.yaml: holds no keys; write lines as key: value")));
  }

  @Test
  void aVariableReplacesAListOfAFile() {
    Given given =
        Given.in(directory)
            .file("application.yaml", "operations:\n  names:\n    - a\n    - b\n")
            .variable("OPERATIONS_NAMES_0", "c");

    assertThat(given.config().get("operations.names").asList(String.class).get())
        .containsExactly("c", "b");
  }

  private Given production() {
    return Given.in(directory)
        .variable("ENVIRONMENT", "production")
        .file("application-production.yaml", "database:\n  ssl:\n    mode: require\n");
  }

  private static ConfigurationSources sources(
      Map<String, String> environment, Map<String, String> properties) {
    return new ConfigurationSources(environment, properties, Optional.empty(), Optional.empty());
  }

  private static String pool(String... lines) {
    return "database:\n  pool:\n    " + String.join("\n    ", lines) + "\n";
  }
}
