package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.TransactionOptions.Isolation;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.FaultRule;
import dev.heddle.testing.FaultRule.Ending;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.jdbc.PgConnection;

/** What a session makes of a COMMIT that, or the answer to which, is lost. */
@PostgresTest
class LostCommitIT {

  private final TestPostgres postgres;
  private final FaultProxy proxy;
  private final Database database;
  private final List<String> ran = new ArrayList<>();

  LostCommitIT(TestPostgres postgres) throws IOException {
    this.postgres = postgres;
    this.proxy = FaultProxy.before(postgres.url());
    this.database =
        Database.create(
            postgres
                .settings()
                .withUrl(proxy.url(postgres.url()))
                .withPool(PoolSettings.defaults().withSize(1, 0)));
  }

  @BeforeEach
  void makeTable() {
    postgres.execute(
        "CREATE TABLE IF NOT EXISTS kept (id int PRIMARY KEY)",
        "TRUNCATE kept",
        "CREATE OR REPLACE FUNCTION keep(id int) RETURNS void LANGUAGE sql"
            + " AS 'INSERT INTO kept VALUES (id)'");
  }

  @AfterEach
  void close() throws IOException {
    database.close();
    proxy.close();
  }

  @Test
  void isASuccessWhenOnlyTheAnswerWasLost() {
    database.transact(
        session -> {
          session.insert("INSERT INTO kept VALUES (?)", 1);
          session.afterCommit(() -> ran.add("hook"));
          proxy.loseNextAnswer();
          return 0;
        });
    assertThat(kept()).isEqualTo(1);
    assertThat(ran).containsExactly("hook");
  }

  @Test
  void isNotDoneAgainByWorkThatTakesTheUnknownForAFailure() {
    assertThatThrownBy(
            () ->
                database.transact(
                    TransactionOptions.write().withTries(3),
                    session -> {
                      ran.add("work");
                      session.get("SELECT keep(1)");
                      proxy.loseNextAnswer();
                      assertThatThrownBy(session::commit)
                          .isInstanceOf(CommitOutcomeUnknownException.class);
                      session.rollback();
                      return session.dml(
                          "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40001'; END $$");
                    }))
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("40001"));
    assertThat(ran).containsExactly("work");
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void saysThatNothingWasKeptWhenCommitNeverArrived() {
    assertThatThrownBy(
            () ->
                database.transact(
                    session -> {
                      session.insert("INSERT INTO kept VALUES (?)", 1);
                      session.afterCommit(() -> ran.add("hook"));
                      proxy.add(FaultRule.losingStatement("COMMIT"::equals, Ending.CLOSE).times(1));
                      return 0;
                    }))
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageContaining("nothing was kept; try again")
        .satisfies(e -> assertThat(SqlStates.of(e)).startsWith("08"));
    assertThat(kept()).isZero();
    assertThat(ran).isEmpty();
  }

  @Test
  void learnsTheNumberOfABatchToo() {
    database.transact(
        session -> {
          session.batch("INSERT INTO kept VALUES (?)", List.of(List.of(1), List.of(2)));
          proxy.loseNextAnswer();
          return 0;
        });
    assertThat(kept()).isEqualTo(2);
  }

  @Test
  void learnsTheNumberBehindAReturningStatementInThePipelineAndInSeveralStatements() {
    for (int i = 0; i < 12; i++) {
      int id = 10 * i;
      database.transact(
          session -> {
            assertThat(session.get("INSERT INTO kept VALUES (?) RETURNING id", id)).isPresent();
            proxy.loseNextAnswer();
            return 0;
          });
      database.transact(
          session -> {
            var pipeline = session.pipeline();
            pipeline.dml("INSERT INTO kept VALUES (?)", id + 1);
            var read = pipeline.get("SELECT count(*) AS n FROM kept");
            pipeline.execute();
            assertThat(read.result()).isPresent();
            proxy.loseNextAnswer();
            return 0;
          });
      database.transact(
          session -> {
            session.insert(
                "INSERT INTO kept VALUES (" + (id + 2) + "); INSERT INTO kept VALUES (?)", id + 3);
            proxy.loseNextAnswer();
            return 0;
          });
    }
    assertThat(kept()).isEqualTo(12 * 4);
  }

  @Test
  void saysThatTheOutcomeIsUnknownWhenNoStatementToldTheNumber() {
    assertThatThrownBy(
            () ->
                database.transact(
                    session -> {
                      session.get("SELECT keep(1)");
                      session.afterCommit(() -> ran.add("hook"));
                      proxy.loseNextAnswer();
                      return 0;
                    }))
        .isInstanceOf(CommitOutcomeUnknownException.class)
        .hasMessageContaining("may or may not have been kept")
        .satisfies(e -> assertThat(SqlStates.of(e)).startsWith("08"));
    assertThat(ran).isEmpty();
    assertThat(kept()).as("here it was").isEqualTo(1);
  }

  @Test
  void neverRepeatsALastStatementWhoseAnswerWasLost() {
    database.transact(session -> session.last().insert("INSERT INTO kept VALUES (0)"));
    assertThatThrownBy(
            () ->
                database.transact(
                    TransactionOptions.write().withTries(3),
                    session -> {
                      proxy.loseNextAnswer();
                      return session.last().insert("INSERT INTO kept VALUES (?)", 1);
                    }))
        .isInstanceOf(CommitOutcomeUnknownException.class);
    assertThat(kept()).isEqualTo(2);
  }

  @Test
  void asksForTheNumberOncePerTransactionAndAgainInTheNext() {
    try (Session session = database.session()) {
      for (int i = 0; i < 3; i++) {
        session.insert("INSERT INTO kept VALUES (?)", 2 * i);
        session.insert("INSERT INTO kept VALUES (?)", 2 * i + 1);
        proxy.loseNextAnswer();
        session.commit();
      }
    }
    assertThat(kept()).isEqualTo(6);
  }

  @Test
  void asksForTheNumberAnewAfterAConnectionWasLost() {
    try (Session session = database.session()) {
      session.insert("INSERT INTO kept VALUES (1)");
      endTransactions();
      assertThatThrownBy(() -> session.insert("INSERT INTO kept VALUES (2)"))
          .isInstanceOf(DatabaseUnavailableException.class);
      session.rollback();
      session.insert("INSERT INTO kept VALUES (3)");
      proxy.loseNextAnswer();
      session.commit();
    }
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void forgetsTheNumberOfATransactionThatTheDriversConnectionEnded() {
    try (Session session = database.session()) {
      session.insert("INSERT INTO kept VALUES (1)");
      commitBehindTheBackOf(session);
      session.insert("INSERT INTO kept VALUES (2)");
      proxy.add(FaultRule.losingStatement("COMMIT"::equals, Ending.CLOSE).times(1));
      assertThatThrownBy(session::commit).isInstanceOf(DatabaseUnavailableException.class);
    }
    assertThat(postgres.count("SELECT count(*) FROM kept WHERE id = 2")).isZero();
  }

  @Test
  void forgetsItAlsoWhenTheNextTransactionBeginsWithASavepoint() {
    try (Session session = database.session()) {
      session.insert("INSERT INTO kept VALUES (1)");
      commitBehindTheBackOf(session);
      session.savepoint();
      session.insert("INSERT INTO kept VALUES (2)");
      proxy.add(FaultRule.losingStatement("COMMIT"::equals, Ending.CLOSE).times(1));
      assertThatThrownBy(session::commit).isInstanceOf(DatabaseUnavailableException.class);
    }
    assertThat(postgres.count("SELECT count(*) FROM kept WHERE id = 2")).isZero();
  }

  private static void commitBehindTheBackOf(Session session) {
    try {
      session.unwrap(PgConnection.class).commit();
    } catch (SQLException e) {
      throw new AssertionError("the driver refused", e);
    }
  }

  @Test
  void repeatsAReadWhoseCommitWasLost() {
    List<String> calls = new ArrayList<>();
    database.transact(
        TransactionOptions.read().withIsolation(Isolation.REPEATABLE_READ).withTries(2),
        session -> {
          session.get("SELECT 1");
          calls.add("called");
          if (calls.size() == 1) {
            proxy.loseNextAnswer();
          }
          return 0;
        });
    assertThat(calls).hasSize(2);
  }

  @Test
  void saysThatTheOutcomeIsUnknownOfWhatCommitsByItself() {
    postgres.execute(
        "DROP TABLE IF EXISTS indexed",
        "CREATE TABLE indexed (id int)",
        "ALTER TABLE indexed OWNER TO " + postgres.username());
    proxy.add(FaultRule.losingReply(t -> t.startsWith("CREATE INDEX"), Ending.CLOSE).times(1));
    assertThatThrownBy(
            () ->
                database
                    .client()
                    .execute()
                    .dml("CREATE INDEX CONCURRENTLY indexed_id ON indexed (id)"))
        .isInstanceOf(CommitOutcomeUnknownException.class)
        .hasMessageContaining("look before you repeat it");
  }

  @Test
  void replaysNothingBehindAStatementWhoseResultCouldNotBeRead() {
    assertThatThrownBy(
            () ->
                database.transact(
                    session -> {
                      assertThatThrownBy(
                              () -> session.insert("INSERT INTO kept VALUES (1) RETURNING id"))
                          .isInstanceOf(StatementException.class);
                      endTransactions();
                      return session.insert("INSERT INTO kept VALUES (2)");
                    }))
        .isInstanceOf(DatabaseUnavailableException.class);
    assertThat(kept()).isZero();
  }

  @Test
  void attachesAFailingRollbackToTheFirstFailure() {
    for (boolean ofTheStatement : new boolean[] {true, false}) {
      proxy.add(FaultRule.losingStatement("ROLLBACK"::equals, Ending.CLOSE).times(1));
      assertThatThrownBy(
              () ->
                  database.transact(
                      session -> {
                        session.insert("INSERT INTO kept VALUES (1)");
                        if (ofTheStatement) {
                          session.get("SELECT 1/0");
                        }
                        throw new IllegalStateException("the work failed");
                      }))
          .satisfies(
              first -> {
                assertThat(first.getSuppressed()).hasSize(1);
                assertThat(SqlStates.of(first.getSuppressed()[0])).startsWith("08");
              });
      proxy.clearRules();
    }
    assertThat(kept()).isZero();
  }

  @Test
  void attachesAFailingRollbackToASavepointToThePartsFailure() {
    proxy.add(
        FaultRule.losingStatement(text -> text.startsWith("ROLLBACK TO"), Ending.CLOSE).times(1));
    IllegalStateException failure = new IllegalStateException("the part failed");
    assertThatThrownBy(
            () ->
                database.transact(
                    session -> {
                      session.insert("INSERT INTO kept VALUES (1)");
                      return database.transact(
                          TransactionOptions.write()
                              .withNesting(TransactionOptions.Nesting.SAVEPOINT),
                          inner -> {
                            inner.insert("INSERT INTO kept VALUES (2)");
                            throw failure;
                          });
                    }))
        .isSameAs(failure)
        .satisfies(
            first -> {
              assertThat(first.getSuppressed()).isNotEmpty();
              assertThat(SqlStates.of(first.getSuppressed()[0])).startsWith("08");
            });
    assertThat(kept()).isZero();
  }

  private void endTransactions() {
    postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE datname = current_database() AND state = 'idle in transaction'");
  }

  private long kept() {
    return postgres.count("SELECT count(*) FROM kept");
  }
}
