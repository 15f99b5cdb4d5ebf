package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.LogCapture;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** Closing a pool is quick and silent, whatever it was doing, and leaves nothing behind. */
@PostgresTest
class ClosingIT {

  private static final Duration AT_ONCE = Duration.ofSeconds(3);
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String ADDER = ":connection-adder";

  private final TestPostgres postgres;

  ClosingIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void isQuickWhileConnectionsAreBeingOpened() {
    for (int i = 0; i < 5; i++) {
      ConnectionPool pool = ConnectionPool.open(postgres.settings());
      Await.until(SOON, () -> pool.stats().total() > 1, "the pool is being filled");
      closesQuicklyAndSilently(pool);
    }
    Await.until(SOON, () -> postgres.backends() == 0, "no connection is left");
  }

  @Test
  void isQuickWhileTheServerIsAbsent() throws IOException {
    FaultProxy proxy = FaultProxy.before(postgres.url());
    DatabaseSettings settings = postgres.settings().withUrl(proxy.url(postgres.url()));
    proxy.close();
    ConnectionPool pool = ConnectionPool.open(settings);
    // The attempt lasts a second; by then the next one is more than a second away.
    assertThatThrownBy(() -> acquire(pool)).isInstanceOf(DatabaseUnavailableException.class);
    closesQuicklyAndSilently(pool);
    Await.until(AT_ONCE, ClosingIT::addsNothing, "nobody waits for the server any more");
  }

  @Test
  void isQuickWhileTheServerIsFrozen() throws IOException {
    try (FaultProxy proxy = FaultProxy.before(postgres.url())) {
      proxy.freeze();
      ConnectionPool pool =
          ConnectionPool.open(postgres.settings().withUrl(proxy.url(postgres.url())));
      Await.until(SOON, () -> !addsNothing(), "a sign-in is under way");
      closesQuicklyAndSilently(pool);
      Await.until(AT_ONCE, ClosingIT::addsNothing, "nobody waits for the server any more");
    }
    Await.until(SOON, () -> postgres.backends() == 0, "no connection is left");
  }

  @Test
  void letsWhatIsInUseEnd() throws Exception {
    ConnectionPool pool = ConnectionPool.open(small());
    CountDownLatch held = new CountDownLatch(1);
    FutureTask<String> work =
        new FutureTask<>(
            () -> {
              Lease lease = acquire(pool);
              held.countDown();
              String answer = run(lease, "SELECT 'whole' FROM pg_sleep(0.3)");
              lease.release();
              return answer;
            });
    Thread.ofVirtual().start(work);
    assertThat(held.await(5, TimeUnit.SECONDS)).isTrue();
    pool.close(SOON);
    assertThat(work.get(5, TimeUnit.SECONDS)).isEqualTo("whole");
  }

  @Test
  void cutsOffWhatDoesNotEndInTime() throws Exception {
    ConnectionPool pool = ConnectionPool.open(small());
    Duration drain = Duration.ofMillis(300);
    CountDownLatch held = new CountDownLatch(1);
    FutureTask<String> work =
        new FutureTask<>(
            () -> {
              Lease lease = acquire(pool);
              held.countDown();
              try {
                return run(lease, "SELECT 'whole' FROM pg_sleep(30)");
              } finally {
                lease.release();
              }
            });
    Thread.ofVirtual().start(work);
    assertThat(held.await(5, TimeUnit.SECONDS)).isTrue();
    Await.until(
        SOON,
        () ->
            postgres.count(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%whole%pg_sleep(30)'")
                == 1,
        "the statement runs");

    long start = System.nanoTime();
    pool.close(drain);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(drain, drain.plus(AT_ONCE));
    assertThatThrownBy(() -> work.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(SQLException.class);
    Await.until(SOON, () -> postgres.backends() == 0, "no connection is left");
  }

  @Test
  void leavesTheDeadlineToWhoeverStillWaitsInTheDriver() throws Exception {
    postgres.execute("CREATE TABLE IF NOT EXISTS copied (id int)");
    Duration budget = Duration.ofSeconds(1);
    ConnectionPool pool = ConnectionPool.open(small());
    CountDownLatch copying = new CountDownLatch(1);
    FutureTask<String> work =
        new FutureTask<>(
            () -> {
              long deadline = System.nanoTime() + budget.toNanos();
              Lease lease = pool.acquire(deadline, Long.MAX_VALUE);
              try {
                run(lease, "SELECT set_config('default_transaction_read_only', 'off', false)");
                lease.markDirty();
                lease.connection().getCopyAPI().copyIn("COPY copied FROM STDIN");
                lease.beginStatement(deadline);
                copying.countDown();
                return run(lease, "SELECT 'never'");
              } finally {
                lease.endStatement();
                lease.release();
              }
            });
    Thread.ofVirtual().start(work);
    assertThat(copying.await(5, TimeUnit.SECONDS)).isTrue();

    pool.close();

    assertThatThrownBy(() -> work.get(5, TimeUnit.SECONDS)).hasCauseInstanceOf(SQLException.class);
    Await.until(SOON, ClosingIT::nothingIsWatched, "nor does the watch wait any longer");
  }

  private static boolean nothingIsWatched() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().startsWith("heddle-watch"));
  }

  private static void closesQuicklyAndSilently(ConnectionPool pool) {
    try (LogCapture log = LogCapture.of("com.zaxxer.hikari")) {
      long start = System.nanoTime();
      pool.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
      assertThat(log.from(Level.WARNING)).isEmpty();
    }
  }

  private static boolean addsNothing() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().endsWith(ADDER))
        .flatMap(thread -> Arrays.stream(thread.getValue()))
        .noneMatch(frame -> frame.getClassName().contains("PoolEntryCreator"));
  }

  static Lease acquire(ConnectionPool pool) {
    return pool.acquire(System.nanoTime() + TimeUnit.MINUTES.toNanos(1), Long.MAX_VALUE);
  }

  private static String run(Lease lease, String query) throws SQLException {
    try (Statement statement = lease.connection().createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private DatabaseSettings small() {
    return postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0));
  }
}
