package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.TransactionOptions.Nesting;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.CommitFailedException;
import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.testing.Await;
import dev.heddle.testing.Opened;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A statement that is declared to be the last one commits, or nothing of its transaction stays. */
@PostgresTest
class LastStatementIT {

  private final TestPostgres postgres;
  private final Database database;

  LastStatementIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
  }

  @BeforeEach
  void makeTable() {
    postgres.execute(
        "DROP TABLE IF EXISTS kept",
        "CREATE TABLE kept (id int, CONSTRAINT once UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)");
  }

  @AfterEach
  void close() {
    assertThat(database.stats().checkedOut()).isZero();
    database.close();
  }

  @Test
  void hasCommittedWhenItReturns() {
    List<Long> seen = new ArrayList<>();
    try (Session session = database.session()) {
      session.afterCommit(() -> seen.add(kept()));
      assertThat(session.last().insert("INSERT INTO kept VALUES (?)", 1)).isEqualTo(1);
      assertThat(seen).containsExactly(1L);
      assertThat(database.stats().checkedOut()).isZero();
    }
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void returnsRowsAndTakesNamedParametersAndComments() {
    int id =
        database.transact(
            s ->
                s.last()
                    .createGet("INSERT INTO kept VALUES (:id) RETURNING id ; -- the number")
                    .addParam("id", 7)
                    .execute()
                    .map(row -> row.column("id").getInt())
                    .orElseThrow());
    assertThat(id).isEqualTo(7);
    for (TransactionOptions options :
        List.of(TransactionOptions.write(), TransactionOptions.read().withFetchSize(10))) {
      List<Integer> ids =
          database.transact(
              options, s -> s.last().query("TABLE kept").map(LastStatementIT::id).toList());
      assertThat(ids).containsExactly(7);
    }
    assertThat(kept()).isEqualTo(1);
  }

  @Test
  void commitsWhatCameBeforeItAndTheNextStatementBeginsAnew() {
    try (Session session = database.session()) {
      session.insert("INSERT INTO kept VALUES (1)");
      session.last().insert("INSERT INTO kept VALUES (2)");
      session.insert("INSERT INTO kept VALUES (3)");
    }
    assertThat(kept()).isEqualTo(2);
  }

  @Test
  void keepsNothingWhenTheStatementFails() {
    for (int i = 0; i < 12; i++) {
      assertThatThrownBy(
              () ->
                  database.transact(
                      s -> {
                        s.insert("INSERT INTO kept VALUES (1)");
                        return s.last().insert("INSERT INTO kept VALUES (1 / ?)", 0);
                      }))
          .isInstanceOf(StatementException.class)
          .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("22012"));
      assertThatThrownBy(
              () -> database.transact(s -> s.last().insert("INSERT INTO kept VALUES (1 / ?)", 0)))
          .isInstanceOf(StatementException.class);
    }
    assertThat(kept()).isZero();
  }

  @Test
  void saysThatTheServerRefusedTheCommit() {
    for (int i = 0; i < 12; i++) {
      List<String> ran = new ArrayList<>();
      assertThatThrownBy(
              () ->
                  database.transact(
                      s -> {
                        s.afterCommit(() -> ran.add("hook"));
                        return s.last().insert("INSERT INTO kept VALUES (?), (?)", 5, 5);
                      }))
          .isInstanceOf(CommitFailedException.class)
          .hasMessageContaining("refused the commit with SQLSTATE 23505; nothing was kept");
      assertThat(ran).isEmpty();
    }
    assertThat(kept()).isZero();
  }

  @Test
  void saysThatItWasKeptWhenOnlyItsResultCannotBeRead() {
    List<String> ran = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      int id = i;
      assertThatThrownBy(
              () ->
                  database.transact(
                      TransactionOptions.write().withTries(3),
                      s -> {
                        s.afterCommit(() -> ran.add("hook"));
                        return s.last().insert("INSERT INTO kept VALUES (?) RETURNING id", id);
                      }))
          .isInstanceOf(StatementException.class)
          .hasMessageContaining("was executed and committed");
      assertThatThrownBy(
              () -> database.transact(s -> s.last().get("INSERT INTO kept VALUES (?)", 100 + id)))
          .isInstanceOf(StatementException.class)
          .hasMessageContaining("was executed and committed");
    }
    assertThat(kept()).isEqualTo(24);
    assertThat(ran).hasSize(12);
  }

  @Test
  void isUnknownWhenTheDriverGaveUpOnTheAnswer() {
    List<String> ran = new ArrayList<>();
    assertThatThrownBy(
            () ->
                database.transact(
                    TransactionOptions.write().withTries(3),
                    s -> {
                      ran.add("work");
                      s.afterCommit(() -> ran.add("hook"));
                      return s.last().dml("INSERT INTO kept VALUES (1); COPY kept TO STDOUT");
                    }))
        .isInstanceOf(CommitOutcomeUnknownException.class)
        .hasMessageContaining("the driver did not read what the server answered");
    assertThat(kept()).isEqualTo(1);
    assertThat(ran).containsExactly("work");
  }

  @Test
  void isAFailedStatementWhenItWasNeverSent() {
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> s.last().insert("INSERT INTO kept VALUES (?)", new Object())))
        .isInstanceOf(StatementException.class)
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("07006"));
    assertThatThrownBy(
            () -> database.transact(s -> s.last().insert("INSERT INTO kept VALUES (?), (?)", 1)))
        .isInstanceOf(StatementException.class)
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("22023"));
    assertThat(kept()).isZero();
  }

  @Test
  void isAStatementLikeAnyOtherInANestedPart() {
    for (Nesting nesting : Nesting.values()) {
      assertThatThrownBy(
              () ->
                  database.transact(
                      outer -> {
                        outer.insert("INSERT INTO kept VALUES (1)");
                        database.transact(
                            TransactionOptions.write().withNesting(nesting),
                            inner -> inner.last().insert("INSERT INTO kept VALUES (2)"));
                        throw new IllegalStateException("the outer work failed");
                      }))
          .hasMessage("the outer work failed");
    }
    assertThat(kept()).isZero();
  }

  @Test
  void isNoneWhenItWasMadeBeforeTheNestedPart() {
    assertThatThrownBy(
            () ->
                database.transact(
                    outer -> {
                      DbExecute last = outer.last();
                      database.transact(inner -> last.insert("INSERT INTO kept VALUES (2)"));
                      throw new IllegalStateException("the outer work failed");
                    }))
        .hasMessage("the outer work failed");
    assertThat(kept()).isZero();
  }

  @Test
  void isRefusedInATransactionThatHasFailed() {
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      assertThatThrownBy(() -> s.get("SELECT 1/0")).isNotNull();
                      return s.last().insert("INSERT INTO kept VALUES (1)");
                    }))
        .isInstanceOf(CommitFailedException.class)
        .hasMessageContaining("a statement failed before");
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      assertThatThrownBy(() -> database.transact(inner -> inner.get("SELECT 1/0")))
                          .isNotNull();
                      return s.last().insert("INSERT INTO kept VALUES (1)");
                    }))
        .isInstanceOf(CommitFailedException.class);
    assertThat(kept()).isZero();
  }

  @Test
  void isStoppedAtTheDeadlineAndKeepsNothing() {
    TransactionOptions brief = TransactionOptions.write().withTimeout(Duration.ofMillis(500));
    Opened.filled(database, 1);
    assertThatThrownBy(
            () ->
                database.transact(
                    brief, s -> s.last().insert("INSERT INTO kept SELECT 1 FROM pg_sleep(60)")))
        .isInstanceOf(DeadlineExceededException.class);
    assertThat(kept()).isZero();
  }

  @Test
  void isUnseenWhenIdleConnectionsWereTerminated() {
    for (int i = 0; i < 50; i++) {
      int id = i;
      database.read(s -> s.get("SELECT 1"));
      postgres.terminateBackends();
      Await.until(Duration.ofSeconds(5), () -> postgres.backends() == 0, "all are gone");
      database.transact(s -> s.last().insert("INSERT INTO kept VALUES (?)", id));
    }
    assertThat(kept()).isEqualTo(50);
  }

  @Test
  void mayBeWhatRefusesATransactionBlockNowhere() {
    assertThatThrownBy(() -> database.transact(s -> s.last().dml("COMMIT")))
        .isInstanceOf(StatementException.class)
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("2D000"));
    assertThatThrownBy(() -> database.read(s -> s.last().insert("INSERT INTO kept VALUES (1)")))
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("25006"));
    assertThat(kept()).isZero();
  }

  private static int id(DbRow row) {
    return row.column("id").getInt();
  }

  private long kept() {
    return postgres.count("SELECT count(*) FROM kept");
  }
}
