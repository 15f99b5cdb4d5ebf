package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.config.MigrationSettings;
import dev.heddle.config.ServerList;
import dev.heddle.faults.PostgresServer;
import dev.heddle.migrate.Migrator;
import dev.heddle.testing.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.Driver;
import org.postgresql.jdbc.PgConnection;

/** Of a primary and its standby the one that the address asks for is used. */
class PreferredServerIT {

  private static final PostgresServer PRIMARY = PostgresServer.start();
  private static final PostgresServer STANDBY = PRIMARY.standby();

  private final List<PgConnection> opened = new ArrayList<>();

  @AfterAll
  static void stop() {
    STANDBY.close();
    PRIMARY.close();
  }

  @ParameterizedTest
  @CsvSource({
    "preferSecondary, true, true",
    "preferSecondary, false, true",
    "preferPrimary, true, false",
    "preferPrimary, false, false",
    "secondary, true, true",
    "primary, false, false",
    "any, true, false",
    "any, false, true",
  })
  void isTheOneThatTheAddressAsksFor(String role, boolean primaryFirst, boolean standby) {
    try (Database database = database(address(role, primaryFirst))) {
      for (int i = 0; i < 5; i++) {
        assertThat(isStandby(database)).isEqualTo(standby);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"preferSecondary, true", "preferPrimary, false", "secondary, true", "primary, false"})
  void onlyTheConnectionThatIsTakenStaysOpen(String role, boolean primaryFirst)
      throws SQLException {
    Servers servers = new Servers(ServerList.of(address(role, primaryFirst)));

    try (PgConnection taken = servers.open(this::open).connection()) {
      assertThat(opened).hasSize(2).last().isSameAs(taken);
      assertThat(opened.getFirst().isClosed()).isTrue();
      assertThat(taken.isClosed()).isFalse();
    }
  }

  private Servers.Opened open(String url) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", PRIMARY.settings().username());
    properties.setProperty("password", PRIMARY.settings().password().reveal());
    PgConnection connection = (PgConnection) new Driver().connect(url, properties);
    opened.add(connection);
    return new Servers.Opened(connection, null);
  }

  @Test
  void migrationsFindThePrimaryWhateverTheAddressAsksFor() {
    String history = "SELECT count(*) FROM pg_tables WHERE tablename = 'migration_history'";
    Migrator.of(
            PRIMARY.settings().withUrl(address("secondary", false)), MigrationSettings.defaults())
        .migrate();
    assertThat(PRIMARY.count(history)).isOne();
    Await.until(
        Duration.ofSeconds(10), () -> STANDBY.count(history) == 1, "the standby has it too");
  }

  private static Database database(String url) {
    return Database.create(PRIMARY.settings().withUrl(url));
  }

  private static boolean isStandby(Database database) {
    return database.<Boolean, RuntimeException>read(
        s ->
            s.get("SELECT pg_is_in_recovery() AS standby")
                .orElseThrow()
                .column("standby")
                .getBoolean());
  }

  private static String address(String role, boolean primaryFirst) {
    String primary = "127.0.0.1:" + PRIMARY.port();
    String standby = "127.0.0.1:" + STANDBY.port();
    String both = primaryFirst ? primary + "," + standby : standby + "," + primary;
    return PRIMARY.url().replace(primary, both) + "?targetServerType=" + role;
  }
}
