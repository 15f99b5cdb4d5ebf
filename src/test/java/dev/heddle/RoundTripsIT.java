package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.PoolSettings;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a session costs on the wire, also after the driver has switched to prepared statements. */
@PostgresTest
class RoundTripsIT {

  private static final int PAST_THE_SWITCH = 12;

  private final FaultProxy proxy;
  private final Database database;

  RoundTripsIT(TestPostgres postgres) throws IOException {
    postgres.execute(
        "CREATE TABLE IF NOT EXISTS trip (id int, name text)",
        "INSERT INTO trip SELECT 1, 'one' WHERE NOT EXISTS (SELECT FROM trip)");
    this.proxy = FaultProxy.before(postgres.url());
    this.database =
        Database.create(
            postgres
                .settings()
                .withUrl(proxy.url(postgres.url()))
                .withPool(PoolSettings.defaults().withSize(1, 0)));
  }

  @AfterEach
  void close() throws IOException {
    database.close();
    proxy.close();
  }

  @Test
  void aSessionWithoutAStatementCostsNothing() {
    assertEach(0, database -> database.transact(s -> 1));
  }

  @Test
  void aReadCostsOne() {
    assertEach(1, database -> database.read(s -> s.get("SELECT id, name FROM trip")));
  }

  @Test
  void aTransactionOfOneStatementCostsTwo() {
    assertEach(
        2, database -> database.transact(s -> s.get("SELECT id, name FROM trip WHERE id = ?", 1)));
  }

  @Test
  void aWriteOfTwoStatementsCostsThree() {
    assertEach(
        3,
        database ->
            database.transact(
                s ->
                    s.insert("INSERT INTO trip VALUES (?, ?)", 2, "two")
                        + s.delete("DELETE FROM trip WHERE id = ?", 2)));
  }

  @Test
  void cleaningCostsOneMoreAndOnlyWhenSomethingWasLeft() {
    assertEach(3, database -> database.transact(s -> s.dml("SET heddle.mark = 'x'")));
  }

  private void assertEach(int expected, Function<Database, Object> session) {
    database.read(s -> s.get("SELECT 1"));
    for (int i = 0; i < PAST_THE_SWITCH; i++) {
      proxy.takeRoundTrips();
      assertThat(session.apply(database)).isNotNull();
      assertThat(proxy.takeRoundTrips()).as("execution %d", i).isEqualTo(expected);
    }
  }
}
