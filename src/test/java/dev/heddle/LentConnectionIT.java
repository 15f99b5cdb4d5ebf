package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.config.PoolSettings;
import dev.heddle.error.SessionConfinementException;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.StringReader;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PgConnection;

/** What code that speaks JDBC does with the session's connection ends with the session. */
@PostgresTest
class LentConnectionIT {

  private final TestPostgres postgres;
  private final Database database;

  LentConnectionIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void lendsTheDriversOwnInterfaceForCopy() throws Exception {
    postgres.execute("CREATE TABLE IF NOT EXISTS copied (id int)");
    database.<Long, Exception>transact(
        s ->
            s.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY copied FROM STDIN", new StringReader("1\n2\n")));
    assertThat(postgres.count("SELECT count(*) FROM copied")).isEqualTo(2);
  }

  @Test
  void mayNotEndTheTransaction() {
    database.transact(
        s -> {
          Connection connection = s.unwrap(Connection.class);
          for (ThrowingCallable end :
              List.<ThrowingCallable>of(
                  connection::commit,
                  connection::rollback,
                  () -> connection.setAutoCommit(true),
                  () -> connection.abort(Runnable::run))) {
            assertThatThrownBy(end)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("use its commit(), rollback() or savepoint()");
          }
          return s.get("SELECT 1").isPresent();
        });
  }

  @Test
  void forgetsTheDriversOwnSettings() throws SQLException {
    database.<Integer, SQLException>transact(
        s -> {
          PgConnection driver = s.unwrap(PgConnection.class);
          driver.setAutosave(AutoSave.ALWAYS);
          driver.setDefaultFetchSize(7);
          driver.setPrepareThreshold(1);
          driver.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
          return 0;
        });
    database.<Integer, SQLException>transact(
        s -> {
          PgConnection driver = s.unwrap(PgConnection.class);
          assertThat(driver.getAutosave()).isEqualTo(AutoSave.NEVER);
          assertThat(driver.getDefaultFetchSize()).isZero();
          assertThat(driver.getPrepareThreshold()).isEqualTo(5);
          assertThat(driver.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
          return 0;
        });
    assertThat(database.stats().invalidated()).isZero();
  }

  @Test
  void keepsNothingOfStatementsThatWereClosed() throws SQLException {
    try (Session session = database.session()) {
      Connection connection = session.unwrap(Connection.class);
      Statement first = connection.createStatement();
      WeakReference<Statement> forgotten = new WeakReference<>(first);
      first.close();
      first = connection.createStatement();
      first.close();
      Await.until(
          Duration.ofSeconds(10),
          () -> {
            System.gc();
            return forgotten.get() == null;
          },
          "it is let go");
    }
  }

  @Test
  void closesStatementsThatWereLeftOpen() throws SQLException {
    List<Statement> kept = new ArrayList<>();
    List<Connection> borrowed = new ArrayList<>();
    database.transact(
        s -> {
          Connection connection = s.unwrap(Connection.class);
          borrowed.add(connection);
          return kept.add(connection.createStatement());
        });
    database.read(
        s -> {
          s.get("SELECT 1");
          assertThatThrownBy(() -> kept.getFirst().execute("SELECT 1"))
              .isInstanceOf(SQLException.class);
          assertThatThrownBy(() -> borrowed.getFirst().createStatement())
              .isInstanceOf(SQLException.class)
              .hasMessageContaining("has ended its transaction");
          return 0;
        });
    assertThat(borrowed.getFirst().isClosed()).isTrue();
  }

  @Test
  void belongsToTheSessionsThreadAndIsEqualToItself() throws Exception {
    AtomicReference<Connection> lent = new AtomicReference<>();
    database.transact(
        s -> {
          Connection connection = s.unwrap(Connection.class);
          lent.set(connection);
          Savepoint mark = s.savepoint();
          for (ThrowingCallable work :
              List.<ThrowingCallable>of(
                  connection::createStatement, mark::rollback, mark::release)) {
            FutureTask<Throwable> stranger = new FutureTask<>(() -> catchThrowable(work));
            Thread.ofVirtual().start(stranger);
            assertThat(stranger.get()).isInstanceOf(SessionConfinementException.class);
          }
          mark.rollback();
          assertThat(connection.createStatement().execute("SELECT 1")).isTrue();
          return 0;
        });
    assertThat(lent.get()).isEqualTo(lent.get()).hasSameHashCodeAs(lent.get());
    assertThat(lent.get()).hasToString("a session's connection");
  }

  @Test
  void forgetsTheNetworkTimeout() throws SQLException {
    database.transact(
        s -> {
          s.unwrap(Connection.class).setNetworkTimeout(Runnable::run, 1000);
          return 0;
        });
    assertThat(
            database.<Boolean, RuntimeException>read(
                s -> s.get("SELECT pg_sleep(1.2)").isPresent()))
        .isTrue();
    assertThat(database.stats().invalidated()).isZero();
  }
}
