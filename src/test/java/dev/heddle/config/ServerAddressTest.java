package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.error.ConfigurationException;
import java.nio.file.Path;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;

class ServerAddressTest {

  private static final String ADVICE =
      "holds credentials; take them out and set database.username, and database.password or"
          + " database.password-file";

  private static final String NOT =
      "is not a PostgreSQL address; write jdbc:postgresql://host:port/name, and other characters"
          + " than letters and digits percent-encoded";

  @TempDir Path directory;

  @Property(tries = 500)
  void theDriverReadsAnyDatabasesNameBack(@ForAll("names") String name) {
    Properties read = parsed(ServerAddress.of("db.example.org", 6543, name));

    assertThat(read)
        .containsEntry("PGHOST", "db.example.org")
        .containsEntry("PGPORT", "6543")
        .containsEntry("PGDBNAME", name);
  }

  @Test
  void writesABlankInADatabasesNameSoThatTheDriverReadsABlank() {
    String url =
        DatabaseSettings.create(
                Given.plain("host", "db", "name", "my shop+more", "username", "ann"))
            .url();

    assertThat(url).isEqualTo("jdbc:postgresql://db:5432/my%20shop%2Bmore");
    assertThat(parsed(url)).containsEntry("PGDBNAME", "my shop+more");
  }

  @Property(tries = 200)
  void anAddressThatWasPutTogetherIsAccepted(@ForAll("names") String name) {
    String url = ServerAddress.of("db", 5432, name);

    assertThat(ServerAddress.check(url)).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource({"::1, [::1]", "[::1], [::1]", "fe80::1%eth0, [fe80::1%eth0]", "10.0.0.7, 10.0.0.7"})
  void bracketsAnAddressWithColons(String host, String expected) {
    String url =
        DatabaseSettings.create(Given.plain("host", host, "name", "shop", "username", "ann")).url();

    assertThat(url).isEqualTo("jdbc:postgresql://" + expected + ":5432/shop");
    assertThat(parsed(url)).containsEntry("PGHOST", expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://ann:hunter2@db:5432/shop",
        "jdbc:postgresql://ann:hunter2/x@db/shop",
        "postgres://ann:hunter2@db/shop",
        "jdbc:postgresql://db/shop?user=hunter2",
        "jdbc:postgresql://db/shop?ssl=true&password=hunter2",
        "jdbc:postgresql://db/shop?PASSWORD=hunter2",
        "jdbc:postgresql://db/shop?sslpassword=hunter2",
        "jdbc:postgresql://db/shop?passfile=hunter2"
      })
  void refusesCredentialsWithoutShowingThem(String url) {
    String shown = "the configuration has a problem: database.url = ***: ";

    assertThatThrownBy(() -> DatabaseSettings.create(Given.plain("url", url, "username", "ann")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(shown)
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> DatabaseSettings.of(url, "ann", Secret.of("")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void advisesWhereCredentialsBelong() {
    assertProblem("jdbc:postgresql://db/shop?user=ann", ADVICE);
    assertProblem(
        "jdbc:postgresql://ann@db/shop", ADVICE + " (an @ in a database's name is written %40)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
mysql://db/shop | NOT
jdbc:postgresql:shop | NOT
jdbc:postgresql://db | NOT
jdbc:postgresql://db/a/b | NOT
jdbc:postgresql://db:0x/shop | NOT
jdbc:postgresql://[::1/shop | NOT
jdbc:postgresql://db/100% | NOT
jdbc:postgresql://db:0/shop | has the port 0, which is out of range; give a whole number from 1 to 65535
jdbc:postgresql://a:1,b:65536/shop | has the port 65536, which is out of range; give a whole number from 1 to 65535
jdbc:postgresql://db/shop?sslmode=disable | has the parameter sslmode; take it out and set database.ssl.mode
jdbc:postgresql://db/shop?ssl=false | has the parameter ssl; take it out and set database.ssl.mode
jdbc:postgresql://db/shop?ApplicationName=x | has the parameter ApplicationName; take it out and set database.application-name
jdbc:postgresql://db/shop?connectTimeout=9 | has the parameter connectTimeout; take it out and set database.pool.connect-timeout
jdbc:postgresql://db/shop?options=-c%20a=b | has the parameter options, which would undo what Heddle sets; take it out
jdbc:postgresql://a,b/shop?targetServerType=replica | has a targetServerType that is not known; give one of any, primary, secondary, preferPrimary, preferSecondary
jdbc:postgresql://a,b/shop?targetServerType | has a targetServerType that is not known; give one of any, primary, secondary, preferPrimary, preferSecondary
""")
  void saysWhatIsWrongWithAnAddress(String url, String message) {
    assertProblem(url, message.replace("NOT", NOT));
  }

  @Test
  void reportsEveryParameterThatIsNotAllowed() {
    assertProblem(
        "jdbc:postgresql://db/shop?sslmode=disable&user=ann&tcpNoDelay=true&password=x&options=a",
        "has the parameter sslmode; take it out and set database.ssl.mode; it also "
            + ADVICE
            + "; it also has the parameter options, which would undo what Heddle sets; take it"
            + " out");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db/shop",
        "jdbc:postgresql://db:5432/shop",
        "jdbc:postgresql://a:1,b,[::1]:3/shop?targetServerType=primary&tcpNoDelay=true",
        "jdbc:postgresql://a,b/shop?targetServerType=preferSlave",
        "jdbc:postgresql:///shop",
        "jdbc:postgresql://10.0.0.7/a%20b%2Fc"
      })
  void takesWhatTheDriverReads(String url) {
    assertThat(ServerAddress.check(url)).isEqualTo(url);
    assertThat(parsed(url)).containsKey("PGDBNAME");
  }

  @Test
  void anAddressOutdoesHostPortAndNameOfWeakerLayers() {
    DatabaseSettings settings =
        Given.in(directory)
            .file("application.yaml", "database:\n  host: weak\n")
            .variable("DATABASE_URL", "jdbc:postgresql://strong/shop")
            .settings();

    assertThat(settings.url()).isEqualTo("jdbc:postgresql://strong/shop");
    assertThat(settings.username()).isEqualTo("postgres");
  }

  @Test
  void refusesAnAddressThatIsContradictedByAStrongerLayer() {
    Given given =
        Given.in(directory)
            .file("application.yaml", "database:\n  url: jdbc:postgresql://weak/shop\n")
            .variable("DEV_POSTGRES_HOST", "strong");

    assertThatThrownBy(given::settings)
        .hasMessage(
            "the configuration has a problem: database.host = strong (environment variable"
                + " DEV_POSTGRES_HOST): contradicts database.url; set only one of the two");
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings()
        .withCharRange('\u0001', '\ud7ff')
        .withChars('@', ':', '/', '?', '#', '&', '=', '%', '+', ' ', '\\', '$', '{', '}', ',')
        .ofMinLength(1)
        .ofMaxLength(40);
  }

  private static void assertProblem(String url, String message) {
    assertThatThrownBy(() -> DatabaseSettings.create(Given.plain("url", url, "username", "ann")))
        .hasMessage("the configuration has a problem: database.url = ***: " + message);
  }

  private static Properties parsed(String url) {
    Properties read = Driver.parseURL(url, null);
    assertThat(read).as("what the driver reads from %s", url).isNotNull();
    return read;
  }
}
