package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Database;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.Together;
import io.helidon.dbclient.DbColumn;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While the address leads to a standby, writes are refused with a reason and reads go on. */
class DemotedServerIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int CLIENTS = 20;
  private static final int WRITES = 50;
  private static final String WRITE = "INSERT INTO moved VALUES (1)";

  private PostgresServer primary;
  private PostgresServer standby;

  @BeforeEach
  void replicate() {
    primary = PostgresServer.start();
    standby = primary.standby();
    primary.execute("CREATE TABLE moved (id int)", "GRANT ALL ON moved TO PUBLIC");
    Await.until(
        SOON,
        () -> standby.count("SELECT count(*) FROM pg_class WHERE relname = 'moved'") == 1,
        "the standby has the table");
  }

  @AfterEach
  void stop() {
    standby.close();
    primary.close();
  }

  @Test
  void refusesWritesWithoutReplacingItsConnectionsAllTheTime() throws IOException {
    try (FaultProxy address = FaultProxy.before(standby.url());
        Database database =
            Database.create(primary.settings().withUrl(address.url(primary.url())))) {
      database.open();
      Await.until(SOON, () -> database.stats().checkedIn() == CLIENTS, "the pool is full");
      long start = System.nanoTime();
      Together.run(
          CLIENTS,
          _ -> {
            for (int i = 0; i < WRITES; i++) {
              assertThatThrownBy(() -> database.transact(s -> s.insert(WRITE)))
                  .isInstanceOf(DatabaseUnavailableException.class)
                  .hasMessageContaining("the server is a standby");
              assertThatThrownBy(() -> database.transact(s -> s.last().insert(WRITE)))
                  .isInstanceOf(DatabaseUnavailableException.class)
                  .hasMessageContaining("the server is a standby");
              assertThat(
                      database.<Boolean, RuntimeException>read(s -> s.get("SELECT 1").isPresent()))
                  .isTrue();
            }
            return true;
          });
      long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      int most = database.stats().max();
      assertThat(address.accepted())
          .as("one generation a second, in %d seconds", seconds)
          .isLessThanOrEqualTo((int) (most * (seconds + 3)));
      assertThat(database.stats().checkedOut()).isZero();

      address.pointTo(primary.url());
      Await.until(SOON, () -> writes(database), "it writes where the address leads to now");
    }
  }

  @Test
  void answersQueriesWithFunctionsOfTheUsersAndRefusesThoseThatWrite() {
    replicateFunctions();
    try (Database database = Database.create(standby.settings())) {
      for (int i = 0; i < 100; i++) {
        assertThat(single(database, "SELECT doubled(" + i + ")").get(Integer.class))
            .isEqualTo(2 * i);
      }
      assertThat(database.stats().invalidated()).isZero();
      for (String query :
          List.of(
              "SELECT moved()",
              "WITH x AS (INSERT INTO moved VALUES (1) RETURNING id) SELECT id FROM x")) {
        assertThatThrownBy(() -> single(database, query))
            .isInstanceOf(DatabaseUnavailableException.class)
            .hasMessageContaining("the server is a standby");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SELECT moved_if_possible()", "SELECT moved_or_told()", "SELECT moved() > 0"})
  void noticesOverTheSameConnectionThatTheServerWasPromoted(String query) {
    replicateFunctions();
    PoolSettings one = PoolSettings.defaults().withSize(1, 0);
    try (Database database = Database.create(standby.settings().withPool(one))) {
      assertThat(single(database, "SELECT doubled(1)").get(Integer.class)).isEqualTo(2);
      assertThat(single(database, "SELECT moved_if_possible()").get(Boolean.class)).isFalse();
      assertThatThrownBy(() -> single(database, "SELECT moved_or_told()"))
          .isInstanceOf(StatementException.class)
          .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("P0001"));
      int backend = single(database, "SELECT pg_backend_pid()").get(Integer.class);

      standby.promote();

      assertThat(single(database, query).get(Boolean.class)).isTrue();
      assertThat(standby.count("SELECT count(*) FROM moved")).isEqualTo(1);
      assertThat(single(database, query).get(Boolean.class)).isTrue();
      assertThat(standby.count("SELECT count(*) FROM moved")).isEqualTo(2);
      assertThat(single(database, "SELECT pg_backend_pid()").get(Integer.class)).isEqualTo(backend);
    }
  }

  private void replicateFunctions() {
    primary.execute(
        "CREATE FUNCTION doubled(x int) RETURNS int LANGUAGE sql AS 'SELECT 2 * x'",
        "CREATE FUNCTION moved() RETURNS int LANGUAGE sql AS"
            + " 'INSERT INTO moved VALUES (1) RETURNING id'",
        "CREATE FUNCTION moved_or_told() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN"
            + " INSERT INTO moved VALUES (1); RETURN true;"
            + " EXCEPTION WHEN OTHERS THEN RAISE EXCEPTION 'not moved'; END $$",
        "CREATE FUNCTION moved_if_possible() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN"
            + " INSERT INTO moved VALUES (1); RETURN true;"
            + " EXCEPTION WHEN OTHERS THEN RETURN false; END $$");
    Await.until(
        SOON,
        () ->
            standby.count("SELECT count(*) FROM pg_proc WHERE proname = 'moved_if_possible'") == 1,
        "the standby has the functions");
  }

  private static DbColumn single(Database database, String query) {
    return database.client().execute().get(query).orElseThrow().column(1);
  }

  private static boolean writes(Database database) {
    try {
      return database.transact(s -> s.insert(WRITE)) == 1;
    } catch (DatabaseUnavailableException e) {
      return false;
    }
  }
}
