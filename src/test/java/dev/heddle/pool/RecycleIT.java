package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.ConfigurationException;
import dev.heddle.testing.Await;
import dev.heddle.testing.LogCapture;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Connections are replaced at an age that is not the same for all. Their ages are read where
 * HikariCP keeps them, since the shortest that the settings allow is half a minute.
 */
@PostgresTest
class RecycleIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final TestPostgres postgres;

  RecycleIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void endsEachConnectionsLifeInTheLastQuarterOfTheAgeAndNotAllAtOnce() throws Exception {
    DatabaseSettings settings = postgres.settings();
    Duration age = settings.pool().recycle();
    assertThat(age).isEqualTo(Duration.ofHours(1));
    try (ConnectionPool pool = ConnectionPool.open(settings)) {
      int size = settings.pool().size();
      Await.until(SOON, () -> pool.stats().total() == size, "the pool is filled");
      List<Duration> left = remainingLives(pool);
      assertThat(left).hasSize(size);
      assertThat(left)
          .allMatch(each -> each.compareTo(age) <= 0)
          .allMatch(each -> each.compareTo(age.multipliedBy(3).dividedBy(4).minus(SOON)) >= 0);
      assertThat(left.stream().map(Duration::toSeconds).distinct().count())
          .as("different ends of life, to the second")
          .isGreaterThan(size / 2);
    }
  }

  @Test
  void neverEndsThemWhenTheAgeIsZero() throws Exception {
    PoolSettings pool = recycledAfter(Duration.ZERO);
    try (ConnectionPool open = ConnectionPool.open(postgres.settings().withPool(pool))) {
      Await.until(SOON, () -> open.stats().total() == pool.size(), "the pool is filled");
      assertThat(remainingLives(open)).isEmpty();
    }
  }

  @Test
  void takesTheShortestAgeAsItIsAndRefusesAShorterOne() throws Exception {
    PoolSettings shortest = recycledAfter(Duration.ofSeconds(30));
    try (LogCapture log = LogCapture.of("com.zaxxer.hikari");
        ConnectionPool pool = ConnectionPool.open(postgres.settings().withPool(shortest))) {
      assertThat(hikari(pool).getMaxLifetime()).isEqualTo(30_000);
      assertThat(log.from(Level.WARNING)).isEmpty();
    }
    assertThatThrownBy(() -> recycledAfter(Duration.ofSeconds(29)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("pool.recycle");
  }

  @Test
  void replacesAConnectionUnseenByThoseWhoUseIt() throws Exception {
    PoolSettings two = PoolSettings.defaults().withSize(2, 0);
    try (ConnectionPool pool = ConnectionPool.open(postgres.settings().withPool(two))) {
      // What lives shorter than ten seconds is not jittered.
      hikari(pool).getHikariConfigMXBean().setMaxLifetime(1_000);
      Await.until(SOON, () -> pool.stats().total() == 2, "the pool is filled");
      long first = processes(pool);
      hikari(pool).getHikariPoolMXBean().softEvictConnections();
      Await.until(SOON, () -> processes(pool) != first, "the first two are replaced");
      long second = processes(pool);
      Await.until(SOON, () -> processes(pool) != second, "those are replaced by their age");
      assertThat(pool.stats().invalidated()).as("none was broken").isZero();
    }
  }

  private static PoolSettings recycledAfter(Duration age) {
    PoolSettings like = PoolSettings.defaults().withSize(3, 0);
    return new PoolSettings(
        like.size(),
        like.maxOverflow(),
        like.acquireTimeout(),
        like.queueLimit(),
        age,
        Duration.ofSeconds(10),
        like.connectTimeout());
  }

  /** A session on the server, named by its process. */
  private static long processes(ConnectionPool pool) {
    Lease lease = ClosingIT.acquire(pool);
    try {
      return lease.connection().getBackendPID();
    } finally {
      lease.release();
    }
  }

  private static List<Duration> remainingLives(ConnectionPool pool) throws Exception {
    HikariPoolMXBean hikari = hikari(pool).getHikariPoolMXBean();
    Object bag = field(hikari, "connectionBag");
    List<?> entries = (List<?>) field(bag, "sharedList");
    return entries.stream().flatMap(RecycleIT::remainingLife).toList();
  }

  private static Stream<Duration> remainingLife(Object entry) {
    try {
      ScheduledFuture<?> end = (ScheduledFuture<?>) field(entry, "endOfLife");
      return end == null
          ? Stream.empty()
          : Stream.of(Duration.ofMillis(end.getDelay(TimeUnit.MILLISECONDS)));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("HikariCP keeps ages elsewhere now", e);
    }
  }

  /** What is below; for what the shortest settings would take too long to show. */
  static HikariDataSource hikari(ConnectionPool pool) throws ReflectiveOperationException {
    return (HikariDataSource) field(pool, "hikari");
  }

  private static Object field(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }
}
