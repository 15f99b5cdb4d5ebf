package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.TransactionOptions.Nesting;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.CommitFailedException;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.error.TransactionAbortedException;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbTransaction;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A commit that returns has kept everything; one that throws has kept nothing or says so. */
@PostgresTest
class HonestCommitIT {

  private final TestPostgres postgres;
  private final Database database;

  HonestCommitIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(2, 1)));
  }

  @BeforeEach
  void makeTable() {
    postgres.execute("CREATE TABLE IF NOT EXISTS kept (id int PRIMARY KEY)", "TRUNCATE kept");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void keepsNothingWhenTheConnectionWasLostHalfWay() {
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      insert(s, 1);
                      postgres.terminateBackends();
                      assertThatThrownBy(() -> insert(s, 2))
                          .isInstanceOf(DatabaseUnavailableException.class);
                      assertThatThrownBy(() -> insert(s, 3))
                          .isInstanceOf(TransactionAbortedException.class)
                          .hasMessageContaining("roll back")
                          .hasCauseInstanceOf(DatabaseUnavailableException.class);
                      return "swallowed";
                    }))
        .isInstanceOf(CommitFailedException.class);
    assertThat(kept()).isZero();
  }

  @Test
  void worksAgainAfterTheRollbackOfALostTransaction() {
    try (Session session = database.session()) {
      insert(session, 1);
      postgres.terminateBackends();
      assertThatThrownBy(() -> insert(session, 2)).isInstanceOf(DatabaseUnavailableException.class);
      session.rollback();
      insert(session, 3);
      session.commit();
    }
    assertThat(kept()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMIT",
        "ROLLBACK",
        "END",
        "ABORT",
        "BEGIN READ WRITE",
        "START TRANSACTION",
        "PREPARE TRANSACTION 'x'",
        "SELECT 1; COMMIT; INSERT INTO kept VALUES (9)",
        "/* harmless */ commit and chain"
      })
  void refusesTextThatBeginsOrEndsTheTransaction(String text) {
    for (TransactionOptions options :
        List.of(TransactionOptions.write(), TransactionOptions.read())) {
      try (Session session = database.session(options)) {
        session.get("SELECT 1");
        assertThatThrownBy(() -> session.dml(text))
            .isInstanceOf(StatementException.class)
            .hasMessageContaining("use commit(), rollback() or savepoint()")
            .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("2D000"));
      }
    }
    assertThatThrownBy(() -> database.client().execute().dml(text))
        .isInstanceOf(StatementException.class);
    assertThat(kept()).isZero();
  }

  @Test
  void undoesAJoinedTransactionAloneOnlyWhenNothingElseWasDone() {
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      DbTransaction joined = database.client().transaction();
                      insert(s, 1);
                      joined.insert("INSERT INTO kept VALUES (2)");
                      joined.rollback();
                      return 0;
                    }))
        .as("the first insert is gone, so the commit must not succeed")
        .isInstanceOf(CommitFailedException.class);
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      DbTransaction first = database.client().transaction();
                      DbTransaction second = database.client().transaction();
                      first.insert("INSERT INTO kept VALUES (1)");
                      first.commit();
                      second.insert("INSERT INTO kept VALUES (2)");
                      second.rollback();
                      return 0;
                    }))
        .isInstanceOf(CommitFailedException.class);
    database.transact(
        s -> {
          DbTransaction joined = database.client().transaction();
          joined.insert("INSERT INTO kept VALUES (3)");
          assertThatThrownBy(() -> joined.insert("INSERT INTO kept VALUES (3)")).isNotNull();
          joined.rollback();
          return insert(s, 4);
        });
    database.transact(
        s -> {
          DbTransaction joined = database.client().transaction();
          assertThatThrownBy(() -> joined.insert("INSERT INTO kept VALUES (4)")).isNotNull();
          joined.rollback();
          return insert(s, 5);
        });
    assertThat(kept()).isEqualTo(2);
  }

  @Test
  void namesTheFailureThatCountsAndNotOneThatASavepointUndid() {
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      insert(s, 1);
                      Savepoint mark = s.savepoint();
                      assertThatThrownBy(() -> insert(s, 1)).isNotNull();
                      mark.rollback();
                      assertThatThrownBy(() -> s.get("SELECT 1/0")).isNotNull();
                      return 0;
                    }))
        .isInstanceOf(CommitFailedException.class)
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("22012"));
  }

  @Test
  void namesTheFirstOfTwoFailures() {
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      assertThatThrownBy(() -> s.get("SELECT 1/0")).isNotNull();
                      assertThatThrownBy(() -> s.get("SELECT 1"))
                          .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("25P02"));
                      return 0;
                    }))
        .isInstanceOf(CommitFailedException.class)
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("22012"));
  }

  @Test
  void namesTheFirstOfTwoPartsThatFailed() {
    IllegalStateException first = new IllegalStateException("the first part");
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      insert(s, 1);
                      failInAPart(first);
                      failInAPart(new IllegalStateException("the second part"));
                      return 0;
                    }))
        .isInstanceOf(CommitFailedException.class)
        .hasCause(first);
    assertThat(kept()).isZero();
  }

  @Test
  void namesAFailedStatementAndNotThePartThatFailsAfterIt() {
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      assertThatThrownBy(() -> s.get("SELECT 1/0")).isNotNull();
                      failInAPart(new IllegalStateException("a part after it"));
                      return 0;
                    }))
        .isInstanceOf(CommitFailedException.class)
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("22012"));
  }

  private void failInAPart(IllegalStateException failure) {
    assertThatThrownBy(
            () ->
                database.transact(
                    inner -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }

  @Test
  void countsAnErrorOfAJoinedPartAsAFailure() {
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      insert(s, 1);
                      assertThatThrownBy(
                              () -> database.transact(inner -> brokenAssertion(inner, 2)))
                          .isInstanceOf(AssertionError.class);
                      return 0;
                    }))
        .isInstanceOf(CommitFailedException.class);
    database.transact(
        s -> {
          insert(s, 1);
          assertThatThrownBy(
                  () ->
                      database.transact(
                          TransactionOptions.write().withNesting(Nesting.SAVEPOINT),
                          inner -> brokenAssertion(inner, 2)))
              .isInstanceOf(AssertionError.class);
          return 0;
        });
    assertThat(kept()).isEqualTo(1);
  }

  private static long insert(Session session, int id) {
    return session.insert("INSERT INTO kept VALUES (?)", id);
  }

  private static long brokenAssertion(Session session, int id) {
    insert(session, id);
    throw new AssertionError("broken");
  }

  private long kept() {
    return postgres.count("SELECT count(*) FROM kept");
  }
}
