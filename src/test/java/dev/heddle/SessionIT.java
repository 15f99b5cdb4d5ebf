package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.PoolSettings;
import dev.heddle.error.CommitFailedException;
import dev.heddle.error.SessionClosedException;
import dev.heddle.error.SessionConfinementException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbTransaction;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@PostgresTest
class SessionIT {

  private final TestPostgres postgres;
  private Database database;

  SessionIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database = Database.create(postgres.settings());
  }

  @BeforeEach
  void makeTable() {
    database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(2, 1)));
    postgres.execute(
        "DROP TABLE IF EXISTS item", "CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL)");
  }

  @AfterEach
  void leavesNothingBehind() {
    Await.until(
        Duration.ofSeconds(5), () -> database.stats().checkedOut() == 0, "no connection in use");
    database.close();
  }

  @Test
  void commitsOnReturn() {
    long changed = database.transact(s -> s.insert("INSERT INTO item VALUES (?, ?)", 1, "one"));

    assertThat(changed).isEqualTo(1);
    assertThat(items()).isEqualTo(1);
  }

  @Test
  void rollsBackOnExceptionAndPassesItThroughUnchanged() {
    java.io.IOException mine = new java.io.IOException("mine");

    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      s.insert("INSERT INTO item VALUES (?, ?)", 1, "one");
                      throw mine;
                    }))
        .isSameAs(mine);
    assertThat(items()).isZero();
  }

  @Test
  void takesNoConnectionWithoutAStatement() {
    database.transact(s -> "nothing");

    assertThat(database.stats().acquired()).isZero();
  }

  @Test
  void sendsBeginAndFirstStatementTogetherAndSeesItsResult() {
    String name =
        database.transact(
            s -> {
              s.createInsert("INSERT INTO item VALUES (:id, :name)")
                  .addParam("id", 7)
                  .addParam("name", "seven")
                  .execute();
              DbRow row = s.get("SELECT name FROM item WHERE id = ?", 7).orElseThrow();
              return row.column("name").get(String.class);
            });

    assertThat(name).isEqualTo("seven");
  }

  @Test
  void refusesWritesInReadSessions() {
    assertThatThrownBy(() -> database.read(s -> s.insert("INSERT INTO item VALUES (1, 'x')")))
        .isInstanceOf(StatementException.class)
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("25006"));
    assertThatThrownBy(
            () ->
                database.transact(
                    TransactionOptions.read()
                        .withIsolation(TransactionOptions.Isolation.REPEATABLE_READ),
                    s -> s.insert("INSERT INTO item VALUES (1, 'x')")))
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("25006"));
  }

  @Test
  void refusesToCommitAfterAFailedStatementThatWasSwallowed() {
    assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      s.insert("INSERT INTO item VALUES (1, 'x')");
                      try {
                        s.insert("INSERT INTO item VALUES (1, 'x')");
                      } catch (StatementException expected) {
                        return "swallowed";
                      }
                      return "none";
                    }))
        .isInstanceOf(CommitFailedException.class)
        .hasMessageContaining("a statement failed before")
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("23505"));
    assertThat(items()).isZero();
  }

  @Test
  void reportsARefusedCommitAndNeverHidesItBehindTheRollback() {
    postgres.execute(
        "DROP TABLE IF EXISTS child",
        "CREATE TABLE child (id int REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)");
    try (Session session = database.session()) {
      session.insert("INSERT INTO child VALUES (42)");

      assertThatThrownBy(session::commit)
          .isInstanceOf(CommitFailedException.class)
          .hasMessageContaining("SQLSTATE 23503");
      session.rollback();
    }
    postgres.execute("DROP TABLE child");
  }

  @Test
  void startsAnewAfterCommitAndGivesTheConnectionBackInBetween() {
    try (Session session = database.session()) {
      session.insert("INSERT INTO item VALUES (1, 'x')");
      session.commit();
      assertThat(database.stats().checkedOut()).isZero();
      session.insert("INSERT INTO item VALUES (2, 'x')");
      session.commit();
      session.insert("INSERT INTO item VALUES (3, 'x')");
    }
    assertThat(items()).isEqualTo(2);
  }

  @Test
  void namesTheErrorOfUseAfterClose() {
    Session session = database.session();
    session.close();
    session.close();

    assertThatThrownBy(() -> session.get("SELECT 1"))
        .isInstanceOf(SessionClosedException.class)
        .hasMessageContaining("is closed");
  }

  @Test
  void refusesASecondThread() throws InterruptedException {
    AtomicReference<Throwable> seen = new AtomicReference<>();
    try (Session session = database.session()) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  session.get("SELECT 1");
                } catch (RuntimeException e) {
                  seen.set(e);
                }
              })
          .join();
    }
    assertThat(seen.get())
        .isInstanceOf(SessionConfinementException.class)
        .hasMessageContaining("belongs to thread");
  }

  @Test
  void keepsWhatCameBeforeASavepoint() {
    database.transact(
        s -> {
          s.insert("INSERT INTO item VALUES (1, 'x')");
          Savepoint mark = s.savepoint();
          assertThatThrownBy(() -> s.insert("INSERT INTO item VALUES (1, 'x')"))
              .isInstanceOf(StatementException.class);
          mark.rollback();
          return s.insert("INSERT INTO item VALUES (2, 'x')");
        });
    assertThat(items()).isEqualTo(2);
  }

  @Test
  void nestsWithoutASecondConnection() {
    Database one =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
    try {
      one.transact(
          outer -> {
            outer.insert("INSERT INTO item VALUES (1, 'x')");
            one.transact(inner -> inner.insert("INSERT INTO item VALUES (2, 'x')"));
            one.client().execute().insert("INSERT INTO item VALUES (3, 'x')");
            DbTransaction joined = one.client().transaction();
            joined.insert("INSERT INTO item VALUES (4, 'x')");
            joined.commit();
            assertThatThrownBy(
                    () ->
                        one.transact(
                            TransactionOptions.write()
                                .withNesting(TransactionOptions.Nesting.SAVEPOINT),
                            inner -> inner.insert("INSERT INTO item VALUES (4, 'x')")))
                .isInstanceOf(StatementException.class);
            return 0;
          });
    } finally {
      one.close();
    }
    assertThat(items()).isEqualTo(4);
  }

  @Test
  void refusesToCommitWhenAJoinedPartFailed() {
    assertThatThrownBy(
            () ->
                database.transact(
                    outer -> {
                      outer.insert("INSERT INTO item VALUES (1, 'x')");
                      try {
                        database.transact(
                            inner -> {
                              throw new IllegalStateException("inner");
                            });
                      } catch (IllegalStateException expected) {
                        return "swallowed";
                      }
                      return "none";
                    }))
        .isInstanceOf(CommitFailedException.class);
    assertThat(items()).isZero();
  }

  @Test
  void runsHooksAfterCommitOnly() {
    List<String> ran = new ArrayList<>();
    database.transact(
        s -> {
          s.insert("INSERT INTO item VALUES (1, 'x')");
          s.afterCommit(() -> ran.add("committed"));
          assertThat(ran).isEmpty();
          return 0;
        });
    try (Session session = database.session()) {
      session.afterCommit(() -> ran.add("rolled back"));
      session.rollback();
      session.commit();
    }
    assertThat(ran).containsExactly("committed");
  }

  @Test
  void executesBatches() {
    long[] changed =
        database.transact(
            s ->
                s.batch(
                    "INSERT INTO item VALUES (:id, :name)",
                    List.of(Map.of("id", 1, "name", "a"), Map.of("id", 2, "name", "b"))));

    assertThat(changed).containsExactly(1, 1);
    assertThat(items()).isEqualTo(2);
  }

  @Test
  void refusesABatchOfWhichARowIsIncomplete() {
    for (List<?> rows :
        List.of(
            List.of(List.of(1, "a"), List.of(2)),
            List.of(List.of(1, "a"), List.of(2, "b", "c")),
            List.of(List.of(1, "a"), Map.of("id", 2)))) {
      assertThatThrownBy(
              () -> database.transact(s -> s.batch("INSERT INTO item VALUES (?, ?)", rows)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("number 2");
    }
    assertThat(items()).isZero();
  }

  @Test
  void fetchesSomeRowsAtATime() {
    long seen =
        database.transact(
            TransactionOptions.read().withFetchSize(10),
            s -> {
              try (Stream<DbRow> rows = s.query("SELECT g FROM generate_series(1, 1000) g")) {
                return rows.limit(25).count();
              }
            });

    assertThat(seen).isEqualTo(25);
  }

  @Test
  void forgetsACursorOnceItsRowsAreRead() {
    TransactionOptions someAtATime = TransactionOptions.read().withFetchSize(10);
    try (Session session = database.session(someAtATime)) {
      var read = new WeakReference<>(session.query("SELECT 1").spliterator());
      Objects.requireNonNull(read.get()).forEachRemaining(_ -> {});
      session.query("SELECT 2").close();
      Await.until(
          Duration.ofSeconds(10),
          () -> {
            System.gc();
            return read.get() == null;
          },
          "it is let go");
    }
  }

  @Test
  void lendsItsOwnConnection() throws SQLException {
    database.transact(
        s -> {
          s.insert("INSERT INTO item VALUES (1, 'x')");
          Connection own = s.unwrap(Connection.class);
          try (var statement = own.createStatement();
              var rows = statement.executeQuery("SELECT count(*) FROM item")) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(1);
          }
          own.close();
          assertThat(database.stats().checkedOut()).isEqualTo(1);
          return 0;
        });
    assertThat(items()).isEqualTo(1);
  }

  @Test
  void givesTheConnectionBackWhenAParameterIsMissing() {
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> database.client().execute().createGet("SELECT :a").execute())
          .isInstanceOf(DbClientException.class)
          .hasMessageContaining("Query parameters missing in Map");
      assertThatThrownBy(
              () ->
                  database.client().execute().createGet("SELECT :a, :b").addParam("a", 1).execute())
          .hasMessageContaining("Map: b");
    }
    assertThat(database.stats().checkedOut()).isZero();
  }

  @Test
  void runsQueriesThatWriteOutsideASession() {
    Integer id =
        database
            .client()
            .execute()
            .get("INSERT INTO item VALUES (5, 'x') RETURNING id")
            .orElseThrow()
            .column("id")
            .get(Integer.class);
    assertThat(id).isEqualTo(5);
    assertThat(items()).isEqualTo(1);
    assertThat(database.client().execute().query("SELECT id FROM item").count()).isEqualTo(1);
  }

  private long items() {
    return postgres.count("SELECT count(*) FROM item");
  }
}
