package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.PoolSettings;
import dev.heddle.error.PoolExhaustedException;
import dev.heddle.pool.PoolStats;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each snapshot of the pool's numbers is true in itself, and the counters count every event. */
@PostgresTest
class StatsIT {

  private static final int THREADS = 50;
  private static final int SESSIONS_EACH = 20;
  private static final int SIZE = 3;
  private static final int OVERFLOW = 2;

  private final TestPostgres postgres;
  private final Database database;

  StatsIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database = withPool(PoolSettings.defaults().withSize(SIZE, OVERFLOW));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void keepsItsIdentitiesWhileFiftyThreadsWork() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(THREADS);
    Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  for (int session = 0; session < SESSIONS_EACH; session++) {
                    database.transact(s -> s.get("SELECT 1"));
                    if (thread == 0) {
                      // Broken connections come and go meanwhile.
                      database.transact(s -> breakOwnConnection(s));
                    }
                  }
                } catch (RuntimeException e) {
                  errors.add(e);
                } finally {
                  done.countDown();
                }
              });
    }
    long acquired = 0;
    long invalidated = 0;
    int snapshots = 0;
    while (done.getCount() > 0 || snapshots == 0) {
      PoolStats stats = database.stats();
      assertIdentities(stats);
      assertThat(stats.acquired()).isGreaterThanOrEqualTo(acquired);
      assertThat(stats.invalidated()).isGreaterThanOrEqualTo(invalidated);
      acquired = stats.acquired();
      invalidated = stats.invalidated();
      snapshots++;
      LockSupport.parkNanos(1_000);
    }
    assertThat(errors).isEmpty();
    Await.until(
        Duration.ofSeconds(5), () -> database.stats().checkedOut() == 0, "no connection in use");
    PoolStats stats = database.stats();
    assertThat(stats.acquired()).isEqualTo((THREADS + 1) * SESSIONS_EACH);
    assertThat(stats.invalidated()).isEqualTo(SESSIONS_EACH);
    assertThat(stats.acquireTimeouts()).isZero();
    assertThat(stats.waiting()).isZero();
    assertThat(stats.acquireP50Micros())
        .isLessThanOrEqualTo(stats.acquireP99Micros())
        .isNotNegative();
    assertThat(stats.acquireP99Micros()).isLessThanOrEqualTo(stats.acquireMaxMicros());
    assertThat(stats.acquireMaxMicros()).isPositive();
  }

  @Test
  void countsThoseWhoGaveUpAndThoseWhoWereRefused() throws InterruptedException {
    PoolSettings pool =
        PoolSettings.defaults()
            .withSize(1, 0)
            .withAcquireTimeout(Duration.ofMillis(500))
            .withQueueLimit(1);
    try (Database small = withPool(pool);
        Session holder = small.session()) {
      holder.get("SELECT 1");
      CountDownLatch gaveUp = new CountDownLatch(1);
      Thread.ofVirtual()
          .start(
              () -> {
                assertThatThrownBy(() -> small.read(s -> s.get("SELECT 1")))
                    .isInstanceOf(PoolExhaustedException.class);
                gaveUp.countDown();
              });
      Await.until(Duration.ofSeconds(5), () -> small.stats().waiting() == 1, "one waits");
      assertThatThrownBy(() -> small.read(s -> s.get("SELECT 1")))
          .isInstanceOf(PoolExhaustedException.class)
          .hasMessageContaining("1 callers wait already (database.pool.queue-limit)");
      assertThat(small.stats().acquireTimeouts()).isEqualTo(1);

      gaveUp.await();

      PoolStats stats = small.stats();
      assertThat(stats.acquireTimeouts()).isEqualTo(2);
      assertThat(stats.acquired()).isEqualTo(1);
      assertThat(stats.waiting()).isZero();
      assertThat(stats.checkedOut()).isEqualTo(1);
      assertIdentities(stats);
    }
  }

  @Test
  void showsZerosBeforeOpeningAndAfterClosing() {
    Database unopened = withPool(PoolSettings.defaults().withSize(SIZE, OVERFLOW));
    PoolStats zeros = unopened.stats();
    assertThat(zeros)
        .isEqualTo(new PoolStats(SIZE, 0, 0, 0, 0, 0, SIZE + OVERFLOW, 0, 0, 0, 0, 0, 0));
    try {
      unopened.read(s -> s.get("SELECT 1"));
      assertThat(unopened.stats().acquired()).isEqualTo(1);
    } finally {
      unopened.close();
    }
    assertThat(unopened.stats()).isEqualTo(zeros);
  }

  private static boolean breakOwnConnection(Session session) {
    // Not as the first statement: that one would be repeated on other connections.
    session.get("SELECT 1");
    try {
      session.get("SELECT pg_terminate_backend(pg_backend_pid())");
    } catch (RuntimeException terminated) {
      session.rollback();
    }
    return true;
  }

  private static void assertIdentities(PoolStats stats) {
    assertThat(stats.total()).isEqualTo(stats.checkedIn() + stats.checkedOut());
    assertThat(stats.checkedIn()).isNotNegative();
    assertThat(stats.checkedOut()).isNotNegative();
    assertThat(stats.overflow()).isEqualTo(Math.max(0, stats.total() - stats.poolSize()));
    assertThat(stats.total()).isLessThanOrEqualTo(stats.max());
    assertThat(stats.waiting()).isNotNegative();
  }

  private Database withPool(PoolSettings pool) {
    return Database.create(postgres.settings().withPool(pool));
  }
}
