package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.client.Pipeline;
import dev.heddle.config.PoolSettings;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbRow;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        "CREATE OR REPLACE FUNCTION tripping() RETURNS int LANGUAGE sql AS 'SELECT 1'",
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
  void aSingleQueryCostsOne() {
    assertEach(1, database -> database.client().execute().get("SELECT id, name FROM trip"));
  }

  @Test
  void aSingleQueryOfAFunctionOfTheUsersCostsThreeWithCommitAndCleaning() {
    assertEach(3, database -> database.client().execute().get("SELECT tripping()"));
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
  void aWriteThatIsDeclaredTheLastCostsOne() {
    assertEach(
        1,
        database ->
            database.transact(s -> s.last().insert("INSERT INTO trip VALUES (?, ?)", 3, "three")));
  }

  @Test
  void aLastStatementSparesTheCommitOfThoseBefore() {
    assertEach(
        2,
        database ->
            database.transact(
                s ->
                    s.insert("INSERT INTO trip VALUES (?, ?)", 4, "four")
                        + s.last().delete("DELETE FROM trip WHERE id = ?", 4)));
  }

  @Test
  void twentyReadsOfOnePipelineCostOne() {
    assertEach(1, database -> database.read(RoundTripsIT::twenty));
  }

  @Test
  void twentyReadsOfOnePipelineInATransactionCostTwo() {
    assertEach(2, database -> database.transact(RoundTripsIT::twenty));
  }

  @Test
  void aBatchCostsThree() {
    assertEach(
        3,
        database ->
            database.transact(
                s ->
                    s.batch(
                        "UPDATE trip SET id = id WHERE id = ?", List.of(List.of(8), List.of(9)))));
  }

  private static String twenty(Session session) {
    Pipeline pipeline = session.pipeline();
    List<Pipeline.Pending<Optional<DbRow>>> rows =
        IntStream.range(0, 20)
            .mapToObj(i -> pipeline.get("SELECT id, name FROM trip WHERE id = ?", 1))
            .toList();
    pipeline.execute();
    return rows.stream()
        .map(row -> row.result().orElseThrow().column("name").getString())
        .collect(Collectors.joining());
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
