package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Pipeline;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.FaultRule;
import dev.heddle.testing.FaultRule.Ending;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbClientServiceContext;
import io.helidon.dbclient.DbRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements that travel together give the same results as one by one. */
@PostgresTest
class PipelineIT {

  private final TestPostgres postgres;
  private final Database database;

  PipelineIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(2, 0)));
  }

  @BeforeEach
  void makeTable() {
    postgres.execute(
        "DROP TABLE IF EXISTS thing",
        "CREATE TABLE thing (id int PRIMARY KEY, name text)",
        "INSERT INTO thing SELECT n, repeat('x', n) FROM generate_series(1, 300) n");
  }

  @AfterEach
  void close() {
    assertThat(database.stats().checkedOut()).isZero();
    database.close();
  }

  @Test
  void givesEachStatementItsOwnResult() {
    for (int i = 0; i < 12; i++) {
      database.transact(
          session -> {
            Pipeline pipeline = session.pipeline();
            var one = pipeline.get("SELECT name FROM thing WHERE id = ?; -- one", 3);
            var none = pipeline.get("SELECT name FROM thing WHERE id = :id", Map.of("id", -1));
            var some = pipeline.query("SELECT id FROM thing WHERE id < ? ORDER BY id", 4);
            var changed =
                pipeline.dml("UPDATE thing SET name = name WHERE id <= :n", Map.of("n", 5));
            var returned = pipeline.get("DELETE FROM thing WHERE id = 300 RETURNING id");
            pipeline.execute();
            assertThat(one.result().map(row -> row.column("name").getString())).contains("xxx");
            assertThat(none.result()).isEmpty();
            assertThat(some.result().stream().map(row -> row.column("id").getInt()))
                .containsExactly(1, 2, 3);
            assertThat(changed.result()).isEqualTo(5);
            assertThat(returned.result()).isPresent();
            session.rollback();
            return 0;
          });
    }
  }

  @Test
  void sendsAnyNumberOfStatementsAndLargeValues() {
    String large = "y".repeat(50_000);
    List<String> names =
        database.read(
            session -> {
              Pipeline pipeline = session.pipeline();
              List<Pipeline.Pending<Optional<DbRow>>> all = new ArrayList<>();
              IntStream.rangeClosed(1, 200)
                  .forEach(id -> all.add(pipeline.get("SELECT name FROM thing WHERE id = ?", id)));
              all.add(pipeline.get("SELECT ? AS name", large));
              all.add(pipeline.get("SELECT ? AS name", large));
              pipeline.execute();
              return all.stream()
                  .map(row -> row.result().orElseThrow().column("name").getString())
                  .toList();
            });
    assertThat(names).hasSize(202);
    assertThat(names.get(149)).isEqualTo("x".repeat(150));
    assertThat(names.getLast()).isEqualTo(large);
  }

  @Test
  void bringsLargeAnswersWithoutGettingStuck() {
    long characters =
        database.read(
            session -> {
              Pipeline pipeline = session.pipeline();
              List<Pipeline.Pending<Optional<DbRow>>> all =
                  IntStream.range(0, 64)
                      .mapToObj(i -> pipeline.get("SELECT repeat('z', 500000 + ?) AS z", i))
                      .toList();
              pipeline.execute();
              return all.stream()
                  .mapToLong(row -> row.result().orElseThrow().column("z").getString().length())
                  .sum();
            });
    assertThat(characters).isEqualTo(64 * 500_000L + 64 * 63 / 2);
  }

  @Test
  void hasNoResultsWhenOneFails() {
    assertThatThrownBy(
            () ->
                database.transact(
                    session -> {
                      Pipeline pipeline = session.pipeline();
                      var first = pipeline.dml("UPDATE thing SET name = 'lost'");
                      var failing = pipeline.get("SELECT 1 / ?", 0);
                      var last = pipeline.dml("UPDATE thing SET name = 'lost too'");
                      try {
                        pipeline.execute();
                        return 0;
                      } finally {
                        for (Pipeline.Pending<?> each : List.of(first, failing, last)) {
                          assertThatThrownBy(each::result)
                              .isInstanceOf(IllegalStateException.class)
                              .hasMessageContaining("call execute() first");
                        }
                      }
                    }))
        .isInstanceOf(StatementException.class)
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("22012"));
    assertThat(postgres.count("SELECT count(*) FROM thing WHERE name LIKE 'lost%'")).isZero();
  }

  @Test
  void takesNoConnectionForAMissingParameterOrForNothing() {
    database.read(
        session -> {
          Pipeline pipeline = session.pipeline();
          pipeline.execute();
          pipeline.get("SELECT 1");
          pipeline.get("SELECT :a", Map.of("b", 1));
          assertThatThrownBy(pipeline::execute)
              .isInstanceOf(DbClientException.class)
              .hasMessageContaining("missing in Map: a");
          assertThat(database.stats().checkedOut()).isZero();
          assertThatThrownBy(() -> pipeline.get("SELECT 1; SELECT 2"))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("holds 2 statements");
          return 0;
        });
  }

  @Test
  void givesNoStatementTheValuesOfAnother() {
    postgres.execute("TRUNCATE thing", "INSERT INTO thing VALUES (7, 'seven'), (8, 'eight')");
    database.transact(
        session -> {
          Pipeline pipeline = session.pipeline();
          pipeline.dml("UPDATE thing SET name = ? WHERE id = ?", "five");
          pipeline.dml("DELETE FROM thing WHERE id = ?", 7, 8);
          assertThatThrownBy(pipeline::execute)
              .isInstanceOf(DbClientException.class)
              .hasMessageContaining("has 2 parameters and 1 values");
          pipeline.dml("DELETE FROM thing WHERE id = ANY(?)", (Object[]) new Integer[] {7, 8});
          assertThatThrownBy(pipeline::execute)
              .isInstanceOf(DbClientException.class)
              .hasMessageContaining("has 1 parameters and 2 values");
          assertThat(database.stats().checkedOut()).isZero();
          return 0;
        });
    assertThat(postgres.count("SELECT count(*) FROM thing WHERE name IN ('seven', 'eight')"))
        .isEqualTo(2);
  }

  @Test
  void isPlayedAgainOnADeadConnectionAndWritesOnce() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(postgres.url());
        Database remote =
            Database.create(
                postgres
                    .settings()
                    .withUrl(proxy.url(postgres.url()))
                    .withPool(PoolSettings.defaults().withSize(1, 0)))) {
      for (int i = 0; i < 12; i++) {
        int id = 1000 + 2 * i;
        remote.read(session -> session.get("SELECT 1"));
        proxy.add(FaultRule.losingStatement(t -> t.contains("INSERT"), Ending.CLOSE).times(1));
        remote.transact(
            session -> {
              Pipeline pipeline = session.pipeline();
              pipeline.dml("INSERT INTO thing VALUES (?, 'a')", id);
              pipeline.dml("INSERT INTO thing VALUES (?, 'b')", id + 1);
              pipeline.execute();
              return 0;
            });
      }
    }
    assertThat(postgres.count("SELECT count(*) FROM thing WHERE id >= 1000")).isEqualTo(24);
  }

  @Test
  void refusesWritesInAReadSession() {
    assertThatThrownBy(
            () ->
                database.read(
                    session -> {
                      Pipeline pipeline = session.pipeline();
                      pipeline.get("SELECT 1");
                      pipeline.dml("DELETE FROM thing");
                      pipeline.execute();
                      return 0;
                    }))
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("25006"));
  }

  @Test
  void showsEachStatementAndEachBatchToTheServices() {
    List<String> seen = new ArrayList<>();
    List<CompletionStage<Long>> results = new ArrayList<>();
    try (Database observed =
        Database.builder(postgres.settings())
            .addService(
                context -> {
                  seen.add(context.statementType() + " " + context.statement());
                  results.add(context.resultFuture());
                  return context;
                })
            .build()) {
      observed.transact(
          session -> {
            Pipeline pipeline = session.pipeline();
            pipeline.query("SELECT id FROM thing WHERE id < 4");
            pipeline.dml("UPDATE thing SET name = '' WHERE id < 3");
            pipeline.execute();
            return session.batch(
                "DELETE FROM thing WHERE id = ?", List.of(List.of(1), List.of(-1)));
          });
    }
    assertThat(seen)
        .containsExactly(
            "QUERY SELECT id FROM thing WHERE id < 4",
            "DML UPDATE thing SET name = '' WHERE id < 3",
            "DML DELETE FROM thing WHERE id = ?");
    assertThat(results.stream().map(result -> result.toCompletableFuture().join()))
        .containsExactly(3L, 2L, 1L);
  }

  @Test
  void mayBeChangedByAService() {
    try (Database observed =
        Database.builder(postgres.settings())
            .addService(context -> statement(context, "SELECT 'other' AS name"))
            .build()) {
      observed.read(
          session -> {
            Pipeline pipeline = session.pipeline();
            var row = pipeline.get("SELECT 'one' AS name");
            pipeline.execute();
            assertThat(row.result().map(r -> r.column("name").getString())).contains("other");
            return 0;
          });
    }
  }

  @Test
  void refusesTwoStatementsThatAServiceMadeOfOne() {
    try (Database observed =
        Database.builder(postgres.settings())
            .addService(context -> statement(context, "SELECT 0 AS n; SELECT 1 AS n"))
            .build()) {
      assertThatThrownBy(
              () ->
                  observed.read(
                      session -> {
                        Pipeline pipeline = session.pipeline();
                        pipeline.get("SELECT 1 AS n");
                        pipeline.execute();
                        return 0;
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("holds 2 statements");
    }
  }

  private static DbClientServiceContext statement(DbClientServiceContext context, String text) {
    return context.statement(text, List.of());
  }
}
