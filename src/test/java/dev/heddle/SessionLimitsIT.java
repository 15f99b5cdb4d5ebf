package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.PoolExhaustedException;
import dev.heddle.error.SessionInterruptedException;
import dev.heddle.testing.Await;
import dev.heddle.testing.Opened;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbTransaction;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session ends in time, whatever holds it up, and says what did. */
@PostgresTest
class SessionLimitsIT {

  private final TestPostgres postgres;
  private final Database database;

  SessionLimitsIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(2, 1)));
  }

  @BeforeEach
  void makeTable() {
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
  void stopsAStatementAtTheDeadline() {
    Database hurried =
        Opened.with(
            postgres
                .settings()
                .withSession(new SessionSettings(Duration.ofMillis(400), Duration.ZERO)));
    try {
      long start = System.nanoTime();
      assertThatThrownBy(() -> hurried.transact(s -> s.get("SELECT pg_sleep(10)")))
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessageContaining("database.session.timeout");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    } finally {
      hurried.close();
    }
  }

  @Test
  void takesAnAbandonedTransactionBackAtItsDeadline() {
    Database hurried =
        Opened.with(
            postgres
                .settings()
                .withPool(PoolSettings.defaults().withSize(1, 0))
                .withSession(new SessionSettings(Duration.ofSeconds(1), Duration.ZERO)));
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
  void saysThatNothingWasKeptWhenItsTimeRanOutBeforeTheCommitWasSent() {
    TransactionOptions hurried = TransactionOptions.write().withTimeout(Duration.ofMillis(500));
    Opened.filled(database, 1);
    try (Session session = database.session(hurried)) {
      session.insert("INSERT INTO item VALUES (1, 'x')");
      Await.until(
          Duration.ofSeconds(5), () -> database.stats().checkedOut() == 0, "connection taken back");

      assertThatThrownBy(session::commit)
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessageContaining("nothing was kept")
          .hasMessageContaining("database.session.timeout");
    }
    assertThat(postgres.count("SELECT count(*) FROM item")).isZero();
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
    Await.until(Duration.ofSeconds(5), () -> sleeping() == 0, "the statement was cancelled");
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

  private long sleeping() {
    return postgres.count(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE"
            + " '%pg_sleep(60)%' AND pid <> pg_backend_pid()");
  }
}
