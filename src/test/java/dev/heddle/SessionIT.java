package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.CommitFailedException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.PoolExhaustedException;
import dev.heddle.error.SessionClosedException;
import dev.heddle.error.SessionConfinementException;
import dev.heddle.error.SessionInterruptedException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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
  void makeTable() throws SQLException {
    database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(2, 1)));
    try (Connection connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS item");
      statement.execute("CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL)");
      statement.execute("GRANT ALL ON item TO PUBLIC");
      statement.execute("GRANT ALL ON SCHEMA public TO PUBLIC");
    }
  }

  @AfterEach
  void leavesNothingBehind() {
    Await.until(
        Duration.ofSeconds(5), () -> database.stats().checkedOut() == 0, "no connection in use");
    database.close();
  }

  @Test
  void commitsOnReturn() throws SQLException {
    long changed = database.transact(s -> s.insert("INSERT INTO item VALUES (?, ?)", 1, "one"));

    assertThat(changed).isEqualTo(1);
    assertThat(items()).isEqualTo(1);
  }

  @Test
  void rollsBackOnExceptionAndPassesItThroughUnchanged() throws SQLException {
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
  void refusesToCommitAfterAFailedStatementThatWasSwallowed() throws SQLException {
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
  void reportsARefusedCommitAndNeverHidesItBehindTheRollback() throws SQLException {
    try (Connection connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS child");
      statement.execute(
          "CREATE TABLE child (id int REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)");
      statement.execute("GRANT ALL ON child TO PUBLIC");
    }
    try (Session session = database.session()) {
      session.insert("INSERT INTO child VALUES (42)");

      assertThatThrownBy(session::commit)
          .isInstanceOf(CommitFailedException.class)
          .hasMessageContaining("SQLSTATE 23503");
      session.rollback();
    }
    try (Connection connection = postgres.connect();
        var statement = connection.createStatement()) {
      statement.execute("DROP TABLE child");
    }
  }

  @Test
  void startsAnewAfterCommitAndGivesTheConnectionBackInBetween() throws SQLException {
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
  void keepsWhatCameBeforeASavepoint() throws SQLException {
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
  void nestsWithoutASecondConnection() throws SQLException {
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
  void refusesToCommitWhenAJoinedPartFailed() throws SQLException {
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
  void executesBatches() throws SQLException {
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
  void runsQueriesThatWriteOutsideASession() throws SQLException {
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

  @Test
  void stopsAStatementAtTheDeadline() {
    Database hurried =
        Database.create(
            postgres
                .settings()
                .withSession(new SessionSettings(Duration.ofMillis(400), Duration.ZERO)));
    try {
      long start = System.nanoTime();
      assertThatThrownBy(() -> hurried.transact(s -> s.get("SELECT pg_sleep(10)")))
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessageContaining("database.session.timeout");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    } finally {
      hurried.close();
    }
  }

  @Test
  void takesAnAbandonedTransactionBackAtItsDeadline() {
    Database hurried =
        Database.create(
            postgres
                .settings()
                .withPool(PoolSettings.defaults().withSize(1, 0))
                .withSession(new SessionSettings(Duration.ofMillis(300), Duration.ZERO)));
    try {
      DbTransaction forgotten = hurried.client().transaction();
      forgotten.insert("INSERT INTO item VALUES (1, 'x')");
      Await.until(
          Duration.ofSeconds(5), () -> hurried.stats().checkedOut() == 0, "connection taken back");
      assertThat(hurried.client().execute().get("SELECT count(*) FROM item")).isPresent();
      assertThatThrownBy(() -> forgotten.insert("INSERT INTO item VALUES (2, 'x')"))
          .isInstanceOf(DeadlineExceededException.class);
    } finally {
      hurried.close();
    }
  }

  @Test
  void saysThatNothingWasKeptWhenItsTimeRanOutBeforeTheCommitWasSent() throws SQLException {
    TransactionOptions hurried = TransactionOptions.write().withTimeout(Duration.ofMillis(300));
    try (Session session = database.session(hurried)) {
      session.insert("INSERT INTO item VALUES (1, 'x')");
      Await.until(
          Duration.ofSeconds(5), () -> database.stats().checkedOut() == 0, "connection taken back");

      assertThatThrownBy(session::commit)
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessageContaining("nothing was kept")
          .hasMessageContaining("database.session.timeout");
    }
    assertThat(items()).isZero();
  }

  @Test
  void cancelsOnTheServerWhenItsThreadIsInterrupted() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    AtomicReference<Throwable> seen = new AtomicReference<>();
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    database.transact(s -> s.get("SELECT pg_sleep(60)"));
                  } catch (RuntimeException e) {
                    seen.set(e);
                  }
                  done.countDown();
                });
    Await.until(Duration.ofSeconds(5), () -> sleeping() == 1, "the statement runs");

    thread.interrupt();

    done.await();
    assertThat(seen.get()).isInstanceOf(SessionInterruptedException.class);
    Await.until(Duration.ofSeconds(2), () -> sleeping() == 0, "the statement was cancelled");
  }

  @Test
  void saysWithNumbersThatThePoolIsExhausted() {
    Database small =
        Database.create(
            postgres
                .settings()
                .withPool(
                    PoolSettings.defaults()
                        .withSize(1, 0)
                        .withAcquireTimeout(Duration.ofMillis(100))));
    try (Session holder = small.session()) {
      holder.get("SELECT 1");

      try (Session second = small.session()) {
        assertThatThrownBy(() -> second.get("SELECT 1"))
            .isInstanceOf(PoolExhaustedException.class)
            .hasMessage(
                "pool 'main': no connection within 100 ms (max=1, active=1, idle=0, waiting=0);"
                    + " slow statements, or database.pool.size too low");
      }
    } finally {
      small.close();
    }
  }

  private long items() throws SQLException {
    return scalar("SELECT count(*) FROM item");
  }

  private long sleeping() {
    try {
      return scalar(
          "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE"
              + " '%pg_sleep(60)%' AND pid <> pg_backend_pid()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private long scalar(String query) throws SQLException {
    try (Connection connection = postgres.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
