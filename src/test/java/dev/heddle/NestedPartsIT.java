package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.TransactionOptions.Nesting;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.CommitFailedException;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbTransaction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A nested part never decides for what encloses it; behind a savepoint it is undone alone. */
@PostgresTest
class NestedPartsIT {

  private static final TransactionOptions BEHIND_SAVEPOINT =
      TransactionOptions.write().withNesting(Nesting.SAVEPOINT);

  private final TestPostgres postgres;
  private final Database database;
  private final List<String> ran = new ArrayList<>();

  NestedPartsIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
  }

  @BeforeEach
  void makeTable() {
    postgres.execute("CREATE TABLE IF NOT EXISTS kept (id int)", "TRUNCATE kept");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void rollingBackUndoesNothingOfALaterTransactionUnseen() {
    assertThatThrownBy(
            () ->
                database.transact(
                    outer -> {
                      DbTransaction joined = database.client().transaction();
                      joined.insert("INSERT INTO kept VALUES (1)");
                      outer.commit();
                      insert(outer, 2);
                      joined.rollback();
                      return 0;
                    }))
        .isInstanceOf(CommitFailedException.class);
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void commitsNothingOfTheOuterWork() {
    assertThatThrownBy(
            () ->
                database.transact(
                    outer -> {
                      insert(outer, 1);
                      database.transact(
                          inner -> {
                            insert(inner, 2);
                            inner.commit();
                            return 0;
                          });
                      throw new IllegalStateException("the outer work failed");
                    }))
        .hasMessage("the outer work failed");
    assertThat(kept()).isZero();
  }

  @Test
  void leavesTheOuterWorkOnlyARollbackWhenAJoinedPartRollsBack() {
    assertThatThrownBy(
            () ->
                database.transact(
                    outer -> {
                      insert(outer, 1);
                      return database.transact(
                          inner -> {
                            insert(inner, 2);
                            inner.rollback();
                            return 0;
                          });
                    }))
        .isInstanceOf(CommitFailedException.class);
    assertThat(kept()).isZero();
  }

  @Test
  void undoesARolledBackPartBehindASavepointAlone() {
    database.transact(
        outer -> {
          insert(outer, 1);
          database.transact(
              BEHIND_SAVEPOINT,
              inner -> {
                insert(inner, 2);
                inner.afterCommit(() -> ran.add("inner"));
                inner.rollback();
                return 0;
              });
          outer.afterCommit(() -> ran.add("outer"));
          return 0;
        });
    assertThat(kept()).isEqualTo(1);
    assertThat(ran).containsExactly("outer");
  }

  @Test
  void undoesAFailedPartBehindASavepointWithItsHooksAndThePartsThatJoinedIt() {
    database.transact(
        outer -> {
          insert(outer, 1);
          assertThatThrownBy(
                  () ->
                      database.transact(
                          BEHIND_SAVEPOINT,
                          inner -> {
                            inner.afterCommit(() -> ran.add("inner"));
                            return database.transact(NestedPartsIT::failing);
                          }))
              .hasMessage("the innermost work failed");
          return 0;
        });
    assertThat(kept()).isEqualTo(1);
    assertThat(ran).isEmpty();
  }

  @Test
  void runsTheOtherHooksWhenOneFailsInAnyWay() {
    database.transact(
        session -> {
          insert(session, 1);
          session.afterCommit(
              () -> {
                throw new AssertionError("a hook failed");
              });
          session.afterCommit(() -> ran.add("second"));
          return 0;
        });
    assertThat(kept()).isEqualTo(1);
    assertThat(ran).containsExactly("second");
  }

  @Test
  void keepsTheFailureOfAnotherPartWhenAJoinedTransactionIsRolledBack() {
    assertThatThrownBy(
            () ->
                database.transact(
                    outer -> {
                      assertThatThrownBy(
                              () ->
                                  database.transact(
                                      _ -> {
                                        throw new IllegalStateException("a part failed");
                                      }))
                          .hasMessage("a part failed");
                      DbTransaction joined = database.client().transaction();
                      joined.insert("INSERT INTO kept VALUES (1)");
                      joined.rollback();
                      return insert(outer, 2);
                    }))
        .isInstanceOf(CommitFailedException.class)
        .hasRootCauseMessage("a part failed");
    assertThat(kept()).isZero();
  }

  @Test
  void keepsTheHooksThatWereThereBeforeAJoinedTransactionThatIsRolledBack() {
    database.transact(
        outer -> {
          outer.afterCommit(() -> ran.add("outer"));
          DbTransaction joined = database.client().transaction();
          joined.insert("INSERT INTO kept VALUES (1)");
          outer.afterCommit(() -> ran.add("of what was undone"));
          joined.rollback();
          joined.rollback();
          return insert(outer, 2);
        });
    assertThat(kept()).isEqualTo(1);
    assertThat(ran).containsExactly("outer");
  }

  @Test
  void keepsNoHookOfWhatAJoinedTransactionUndidAlthoughThereWereOthersBefore() {
    database.transact(
        outer -> {
          outer.afterCommit(() -> ran.add("first"));
          outer.afterCommit(() -> ran.add("second"));
          DbTransaction joined = database.client().transaction();
          outer.commit();
          joined.insert("INSERT INTO kept VALUES (1)");
          outer.afterCommit(() -> ran.add("of what was undone"));
          joined.rollback();
          return insert(outer, 2);
        });
    assertThat(kept()).isEqualTo(1);
    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void forgetsTheHooksBehindASavepointThatIsRolledBack() {
    database.transact(
        session -> {
          session.afterCommit(() -> ran.add("before"));
          insert(session, 1);
          Savepoint mark = session.savepoint();
          insert(session, 2);
          session.afterCommit(() -> ran.add("of what was undone"));
          mark.rollback();
          return 0;
        });
    assertThat(kept()).isEqualTo(1);
    assertThat(ran).containsExactly("before");
  }

  @Test
  void undoesTwoJoinedTransactionsOneAfterTheOther() {
    database.transact(
        outer -> {
          DbTransaction first = database.client().transaction();
          outer.afterCommit(() -> ran.add("between"));
          DbTransaction second = database.client().transaction();
          first.insert("INSERT INTO kept VALUES (1)");
          first.rollback();
          second.insert("INSERT INTO kept VALUES (2)");
          second.rollback();
          return insert(outer, 3);
        });
    assertThat(kept()).isEqualTo(1);
    assertThat(ran).isEmpty();
  }

  private static long failing(Session session) {
    insert(session, 2);
    throw new IllegalStateException("the innermost work failed");
  }

  private static long insert(Session session, int id) {
    return session.insert("INSERT INTO kept VALUES (?)", id);
  }

  private long kept() {
    return postgres.count("SELECT count(*) FROM kept");
  }
}
