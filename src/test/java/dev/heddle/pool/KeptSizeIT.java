package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** HikariCP fills up to its number of idle connections: with those in use that is the size. */
@PostgresTest
class KeptSizeIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final TestPostgres postgres;

  KeptSizeIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void asksForNoMoreIdleConnectionsThanAreMissingFromTheSize() throws SQLException {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(postgres.url());
      pool.setUsername(postgres.username());
      pool.setPassword(postgres.password());
      pool.setMaximumPoolSize(4);
      pool.setMinimumIdle(2);
      KeptSize kept = new KeptSize(pool, 2);
      try (Connection _ = pool.getConnection()) {
        kept.enforce(0);
        assertThat(pool.getMinimumIdle()).isEqualTo(1);
        try (Connection _ = pool.getConnection();
            Connection _ = pool.getConnection()) {
          kept.enforce(0);
          assertThat(pool.getMinimumIdle()).isZero();
        }
      }
      kept.enforce(0);
      assertThat(pool.getMinimumIdle()).isEqualTo(2);
    }
  }

  @Test
  void isEnforcedInAPool() {
    try (ConnectionPool pool =
        ConnectionPool.open(postgres.settings().withPool(PoolSettings.defaults().withSize(2, 2)))) {
      Lease held = pool.acquire(System.nanoTime() + SOON.toNanos(), Long.MAX_VALUE);
      Await.until(SOON, () -> idleKept(pool) == 1, "one idle connection is kept");
      held.release();
      Await.until(SOON, () -> idleKept(pool) == 2, "two idle connections are kept");
    }
  }

  private static int idleKept(ConnectionPool pool) {
    try {
      Field field = ConnectionPool.class.getDeclaredField("hikari");
      field.setAccessible(true);
      return ((HikariDataSource) field.get(pool)).getMinimumIdle();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the pool is built otherwise now", e);
    }
  }
}
