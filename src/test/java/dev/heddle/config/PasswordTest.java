package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

class PasswordTest {

  @TempDir static Path directory;

  @Property(tries = 300)
  void arrivesUnchangedFromAVariable(@ForAll("passwords") String password) {
    Given given = fresh().variable("DEV_POSTGRES_PASSWORD", password);

    assertThat(given.settings().password().reveal()).isEqualTo(password);
  }

  @Property(tries = 300)
  void arrivesUnchangedFromASystemProperty(@ForAll("passwords") String password) {
    Given given = fresh().property("database.password", password);

    assertThat(given.settings().password().reveal()).isEqualTo(password);
  }

  @Property(tries = 300)
  void arrivesUnchangedFromYaml(@ForAll("passwords") String password) {
    DumperOptions quoted = new DumperOptions();
    quoted.setDefaultScalarStyle(DumperOptions.ScalarStyle.DOUBLE_QUOTED);
    String yaml = new Yaml(quoted).dump(Map.of("database", Map.of("password", password)));

    Given given = fresh().file("application.yaml", yaml);

    assertThat(given.settings().password().reveal()).isEqualTo(password);
  }

  @Property(tries = 300)
  void arrivesUnchangedFromAFile(@ForAll("passwords") String password) {
    Given given = fresh().file("secret", password + "\n").variable(FILE, secretFile());

    assertThat(given.settings().password().reveal()).isEqualTo(password);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${server.port}",
        "\\${server.port}",
        "${nothing}",
        "a,b\\,c",
        "0123456",
        "1_000",
        "1e3",
        "0x1F",
        "yes",
        "2026-01-01",
        "p@ss:w/rd?#&=%41+",
        "  spaced  ",
        "пароль",
        "🔑",
        "'\"`",
        "***"
      })
  void arrivesUnchangedWhateverItLooksLike(String password) {
    Given byVariable = fresh().variable("DEV_POSTGRES_PASSWORD", password);
    Given byFile = fresh().file("secret", password).variable(FILE, secretFile());

    assertThat(byVariable.settings().password().reveal()).isEqualTo(password);
    assertThat(byFile.settings().password().reveal()).isEqualTo(password);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0123456", "1_000", "1e3", "0x1F", "yes", "2026-01-01", "${a}", "a\\nb"})
  void aPlainYamlValueIsKeptAsItIsWritten(String written) {
    Given given = fresh().file("application.yaml", "database:\n  password: " + written + "\n");

    assertThat(given.settings().password().reveal()).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "first\n", "first\r\n"})
  void losesOneLineEndAtTheEndOfAFile(String content) {
    Given given = fresh().file("secret", content).variable(FILE, secretFile());

    assertThat(given.settings().password().reveal()).isEqualTo("first");
  }

  @Test
  void aFileIsReadAnewAtEachSignIn() {
    Given given = fresh().file("secret", "first\n").variable(FILE, secretFile());
    Secret password = given.settings().password();

    assertThat(password.reveal()).isEqualTo("first");
    given.file("secret", "second\n");

    assertThat(password.reveal()).isEqualTo("second");
  }

  @Test
  void saysAtTheSignInThatAFileIsGone() throws IOException {
    Secret password =
        fresh().file("secret", "first").variable(FILE, secretFile()).settings().password();
    Files.delete(Path.of(secretFile()));

    assertThatThrownBy(password::reveal)
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "the configuration has a problem: database.password-file = %s: does not exist; create"
                    .formatted(secretFile())
                + " the file or mount the secret");
  }

  @Test
  void saysAtTheStartThatAFileCannotBeUsed() throws IOException {
    Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});

    assertProblem("/nowhere/pw", "does not exist; create the file or mount the secret");
    assertProblem(directory.toString(), "cannot be read; make it a file that this user may read");
    assertProblem(binary.toString(), "is not UTF-8 text; write the password as UTF-8");
  }

  @Test
  void theStrongerOfPasswordAndFileCounts() {
    Given fileOverDefault = fresh().file("secret", "from file").variable(FILE, secretFile());
    Given propertyOverFile =
        fresh()
            .file("secret", "from file")
            .variable(FILE, secretFile())
            .property("database.password", "from property");

    assertThat(fileOverDefault.settings().password().reveal()).isEqualTo("from file");
    assertThat(propertyOverFile.settings().password().reveal()).isEqualTo("from property");
  }

  @Test
  void refusesPasswordAndFileSideBySide() {
    Given given =
        fresh()
            .file("secret", "from file")
            .variable(FILE, secretFile())
            .variable("DEV_POSTGRES_PASSWORD", "hunter2");

    assertThatThrownBy(given::settings)
        .hasMessage(
            "the configuration has a problem: database.password = *** (environment variable"
                + " DEV_POSTGRES_PASSWORD): is set beside database.password-file; set only one of"
                + " the two");
  }

  @Test
  void refusesACharacterThatPostgresDoesNotTake() {
    assertThatThrownBy(() -> fresh().property("database.password", "hunter\0").settings())
        .hasMessage(
            "the configuration has a problem: database.password = *** (system property"
                + " database.password): holds a NUL character; PostgreSQL accepts none");
  }

  @Test
  void isNotShownBySettings() {
    DatabaseSettings settings = fresh().variable("DEV_POSTGRES_PASSWORD", "hunter2").settings();

    assertThat(settings.toString()).doesNotContain("hunter2").contains("password=***");
  }

  @Provide
  Arbitrary<String> passwords() {
    return Arbitraries.strings()
        .withCharRange(' ', '\ud7ff')
        .withChars('@', ':', '/', '?', '#', '&', '=', '%', '+', ' ', '\\', '$', '{', '}', ',')
        .excludeChars('\u0085', '\u2028', '\u2029', '\u007f')
        .ofMinLength(1)
        .ofMaxLength(40);
  }

  private static final String FILE = "DEV_POSTGRES_PASSWORD_FILE";

  private static void assertProblem(String file, String message) {
    assertThatThrownBy(() -> fresh().variable(FILE, file).settings())
        .hasMessage(
            "the configuration has a problem: database.password-file = %s (environment variable %s):"
                    .formatted(file, FILE)
                + " "
                + message);
  }

  private static Given fresh() {
    Path folder = directory.resolve("config");
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(folder.resolve("application.yaml"));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return Given.in(folder);
  }

  private static String secretFile() {
    return directory.resolve("config/secret").toString();
  }
}
