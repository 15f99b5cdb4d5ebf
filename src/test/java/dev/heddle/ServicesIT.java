package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.error.ConfigurationException;
import dev.heddle.error.SqlStates;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbClientService;
import io.helidon.dbclient.DbClientServiceContext;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbStatementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Helidon's interceptors see every statement begin and end, and may change it before it runs. */
@PostgresTest
class ServicesIT {

  private final TestPostgres postgres;

  ServicesIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void makeTable() {
    postgres.execute("CREATE TABLE IF NOT EXISTS seen (id int PRIMARY KEY)", "TRUNCATE seen");
  }

  /** What a service saw of one statement. */
  private static final class Seen {

    private final String name;
    private final String text;
    private final String dbType;
    private final DbStatementType type;
    private final CompletionStage<Void> statement;
    private final CompletionStage<Long> result;
    private final boolean endedAtBegin;

    Seen(DbClientServiceContext context) {
      name = context.statementName();
      text = context.statement();
      dbType = context.dbType();
      type = context.statementType();
      statement = context.statementFuture();
      result = context.resultFuture();
      endedAtBegin =
          statement.toCompletableFuture().isDone() || result.toCompletableFuture().isDone();
    }

    long rows() {
      assertThat(statement.toCompletableFuture()).isCompleted();
      return result.toCompletableFuture().getNow(-1L);
    }
  }

  @Test
  void seeEachTypeBeginAndEndWithItsRows() {
    List<Seen> all = new ArrayList<>();
    try (Database database = intercepted(context -> note(all, context))) {
      DbExecute execute = database.client().execute();
      execute
          .createNamedInsert("two", "INSERT INTO seen VALUES (?), (?)")
          .addParam(1)
          .addParam(2)
          .execute();
      assertThat(execute.query("SELECT id FROM seen")).hasSize(2);
      execute.get("SELECT id FROM seen WHERE id = 1");
      execute.get("SELECT id FROM seen WHERE id = 99");
      execute.update("UPDATE seen SET id = id + 10");
      execute.delete("DELETE FROM seen WHERE id = 11");
      execute.dml("ANALYZE seen");
      execute.get("INSERT INTO seen VALUES (7) RETURNING id");
      database.transact(s -> s.delete("DELETE FROM seen"));
    }
    assertThat(all)
        .extracting(seen -> seen.type)
        .containsExactly(
            DbStatementType.INSERT,
            DbStatementType.QUERY,
            DbStatementType.GET,
            DbStatementType.GET,
            DbStatementType.UPDATE,
            DbStatementType.DELETE,
            DbStatementType.DML,
            DbStatementType.GET,
            DbStatementType.DELETE);
    assertThat(all).extracting(Seen::rows).containsExactly(2L, 2L, 1L, 0L, 2L, 1L, 0L, 1L, 2L);
    assertThat(all).noneMatch(seen -> seen.endedAtBegin);
    assertThat(all).allMatch(seen -> seen.dbType.equals("jdbc:postgresql"));
    assertThat(all.getFirst().name).isEqualTo("two");
    assertThat(all.getFirst().text).isEqualTo("INSERT INTO seen VALUES (?), (?)");
    assertThat(all.get(1).name).startsWith("q_");
  }

  @Test
  void seeFailuresEndWithTheirCause() {
    List<Seen> all = new ArrayList<>();
    try (Database database = intercepted(context -> note(all, context))) {
      DbExecute execute = database.client().execute();
      assertThatThrownBy(() -> execute.insert("INSERT INTO seen VALUES (1), (1)")).isNotNull();
      assertThatThrownBy(() -> execute.query("SELECT nonsense")).isNotNull();
      assertThatThrownBy(() -> execute.createGet("SELECT :a").execute())
          .isInstanceOf(DbClientException.class);
    }
    assertThat(all)
        .extracting(seen -> SqlStates.of(failure(seen.statement)))
        .containsExactly("23505", "42703", "");
    assertThat(all)
        .extracting(seen -> SqlStates.of(failure(seen.result)))
        .containsExactly("23505", "42703", "");
    assertThat(failure(all.getLast().result)).isInstanceOf(DbClientException.class);
  }

  @Test
  void mayReplaceTheTextAndItsParameters() {
    DbClientService service =
        context -> context.statement("SELECT :a + :b AS sum", Map.of("a", 40, "b", 2));
    try (Database database = intercepted(service)) {
      assertThat(
              database
                  .client()
                  .execute()
                  .get("SELECT 'other'")
                  .orElseThrow()
                  .column("sum")
                  .get(Integer.class))
          .isEqualTo(42);
      assertThat(
              database
                  .client()
                  .execute()
                  .createGet("SELECT :a - :b AS sum")
                  .addParam("a", 1)
                  .execute()
                  .orElseThrow()
                  .column("sum")
                  .get(Integer.class))
          .as("the text and the parameters of the service")
          .isEqualTo(42);
    }
    try (Database database =
        intercepted(context -> context.statement("SELECT ?::int AS n", List.of(9)))) {
      assertThat(database.client().execute().query("SELECT 1").toList())
          .singleElement()
          .satisfies(row -> assertThat(row.column("n").get(Integer.class)).isEqualTo(9));
    }
    try (Database database = intercepted(context -> context.parameters(Map.of("b", 5)))) {
      assertThat(
              database
                  .client()
                  .execute()
                  .createGet("SELECT :a + :b AS sum")
                  .addParam("a", 1)
                  .execute()
                  .orElseThrow()
                  .column("sum")
                  .get(Integer.class))
          .isEqualTo(6);
    }
  }

  @Test
  void stopTheStatementWhenTheyThrow() {
    List<Seen> all = new ArrayList<>();
    IllegalStateException refusal = new IllegalStateException("refused by the service");
    DbClientService refusing =
        context -> {
          throw refusal;
        };
    try (Database database =
        Database.builder(postgres.settings())
            .addService(context -> note(all, context))
            .addService(refusing)
            .build()) {
      assertThatThrownBy(() -> database.client().execute().insert("INSERT INTO seen VALUES (3)"))
          .isSameAs(refusal);
      assertThat(database.stats().acquired()).isZero();
    }
    assertThat(failure(all.getFirst().statement)).isSameAs(refusal);
  }

  private Database intercepted(DbClientService service) {
    return Database.builder(postgres.settings()).addService(service).build();
  }

  private static DbClientServiceContext note(List<Seen> all, DbClientServiceContext context) {
    all.add(new Seen(context));
    return context;
  }

  private static Throwable failure(CompletionStage<?> future) {
    return future.toCompletableFuture().exceptionNow();
  }

  @Test
  void areAnErrorWhenTheyAreConfiguredAndNotThere() {
    Config config =
        Config.just(
            ConfigSources.create(
                Map.of(
                    "url",
                    postgres.url(),
                    "username",
                    "x",
                    "password",
                    "y",
                    "services.nothing.enabled",
                    "true")));
    assertThatThrownBy(() -> Database.create(config))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("services.nothing: there is no such service");
  }
}
