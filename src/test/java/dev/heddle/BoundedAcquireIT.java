package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.SessionInterruptedException;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.FaultRule;
import dev.heddle.testing.FaultRule.Ending;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Taking a connection ends in time, whatever the server does, and never twice what it ran. */
@PostgresTest
class BoundedAcquireIT {

  private static final Duration BUDGET = Duration.ofMillis(700);
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final int SIZE = 12;

  private final TestPostgres postgres;
  private final FaultProxy proxy;

  BoundedAcquireIT(TestPostgres postgres) throws IOException {
    this.postgres = postgres;
    this.proxy = FaultProxy.before(postgres.url());
  }

  @AfterEach
  void closeProxy() throws IOException {
    proxy.close();
  }

  @Test
  void asksFrozenConnectionsOnlyWithinTheBudget() {
    try (Database database = remote(SIZE, BUDGET)) {
      filled(database, SIZE);
      proxy.freeze();
      try (Session session = database.session()) {
        long start = System.nanoTime();
        assertThatThrownBy(session::savepoint)
            .isInstanceOfAny(DeadlineExceededException.class, DatabaseUnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUDGET.plus(GRACE));
      } finally {
        proxy.thaw();
      }
    }
  }

  @Test
  void stopsWaitingForTheServerWhenInterrupted() throws Exception {
    proxy.freeze();
    try (Database database = remote(1, Duration.ofSeconds(20))) {
      FutureTask<Throwable> asking =
          new FutureTask<>(() -> catchThrowable(() -> database.read(s -> s.get("SELECT 1"))));
      Thread thread = Thread.ofVirtual().start(asking);
      Await.until(
          Duration.ofSeconds(5),
          () -> thread.getState() == Thread.State.TIMED_WAITING,
          "it waits for a connection");

      thread.interrupt();

      assertThat(asking.get(2, TimeUnit.SECONDS))
          .isInstanceOf(SessionInterruptedException.class)
          .hasMessageContaining("interrupted while waiting for a connection");
      proxy.thaw();
      assertThat(database.<Boolean, RuntimeException>read(s -> s.get("SELECT 1").isPresent()))
          .as("its place was given back")
          .isTrue();
    } finally {
      proxy.thaw();
    }
  }

  @Test
  void namesTheBudgetWhenItWasUsedUpBeforeTheStatement() {
    try (Database database = remote(1, Duration.ofSeconds(20));
        Session late =
            database.session(TransactionOptions.read().withTimeout(Duration.ofNanos(1)))) {
      assertThatThrownBy(() -> late.get("SELECT 1"))
          .isInstanceOf(DeadlineExceededException.class)
          .hasMessageContaining("database.session.timeout");
    }
  }

  @Test
  void neverRepeatsAReadWhoseEffectsAreUnknown() throws SQLException {
    postgres.execute(
        "CREATE OR REPLACE FUNCTION announce() RETURNS int LANGUAGE plpgsql AS $$ BEGIN NOTIFY"
            + " announced; RETURN 1; END $$");
    try (Database database = remote(2, Duration.ofSeconds(20));
        Connection listener = postgres.connect();
        var statement = listener.createStatement()) {
      statement.execute("LISTEN announced");
      filled(database, 2);
      // The first answer that matters is the statement's: the connection is asked before it.
      Throwable failure =
          catchThrowable(
              () ->
                  database.read(
                      s -> {
                        s.get("SELECT 1");
                        proxy.loseNextAnswer();
                        return s.get("SELECT announce()");
                      }));
      Throwable first = catchThrowable(() -> announceFirst(database));

      assertThat(failure).isInstanceOf(DatabaseUnavailableException.class);
      assertThat(first).isNull();
      statement.execute("SELECT 1");
      assertThat(listener.unwrap(PGConnection.class).getNotifications())
          .as("once for each call")
          .hasSize(2);
    }
  }

  @Test
  void neverRepeatsAReadThatIsHeardOutside() throws SQLException {
    try (Database database = remote(1, Duration.ofSeconds(20));
        Connection listener = postgres.connect();
        var statement = listener.createStatement()) {
      statement.execute("LISTEN heard");
      filled(database, 1);
      proxy.add(FaultRule.losingReply(t -> t.contains("pg_notify"), Ending.CLOSE).times(1));
      assertThat(catchThrowable(() -> database.read(s -> s.get("SELECT pg_notify('heard', '')"))))
          .isInstanceOf(DatabaseUnavailableException.class);
      statement.execute("SELECT 1");
      assertThat(listener.unwrap(PGConnection.class).getNotifications()).hasSize(1);
    }
  }

  /** Loses the sign of life that the statement is preceded by, and so proves that there is one. */
  private boolean announceFirst(Database database) {
    return database.read(
        s -> {
          proxy.loseNextAnswer();
          return s.get("SELECT announce()").isPresent();
        });
  }

  private static void filled(Database database, int size) {
    database.open();
    Await.until(
        Duration.ofSeconds(20), () -> database.stats().checkedIn() >= size, "the pool is filled");
  }

  private Database remote(int size, Duration budget) {
    DatabaseSettings settings =
        postgres
            .settings()
            .withUrl(proxy.url(postgres.url()))
            .withPool(PoolSettings.defaults().withSize(size, 0))
            .withSession(new SessionSettings(budget, Duration.ZERO));
    return Database.create(settings);
  }
}
