package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfigMXBean;
import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Connections beyond the size are closed again. The pool looks after them every 50 ms in place of
 * every 30 s, and the time that is set is shortened once it was read: HikariCP's least are 10 s.
 */
@PostgresTest
class SurplusIT {

  private static final String PERIOD = "com.zaxxer.hikari.housekeeping.periodMs";
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int SIZE = 2;
  private static final int MAX = 5;

  private final TestPostgres postgres;

  SurplusIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @BeforeEach
  void lookOften() {
    System.setProperty(PERIOD, "50");
  }

  @AfterEach
  void lookAsUsual() {
    System.clearProperty(PERIOD);
  }

  @Test
  void isRetiredOnceItWasIdleForTheTimeThatIsSet() throws Exception {
    try (ConnectionPool pool = idleFor(Duration.ofSeconds(11))) {
      HikariConfigMXBean below = RecycleIT.hikari(pool).getHikariConfigMXBean();
      assertThat(below.getIdleTimeout()).isEqualTo(11_000);

      useAll(pool);
      assertThat(pool.stats().overflow()).isEqualTo(MAX - SIZE);
      below.setIdleTimeout(500);

      Await.until(SOON, () -> pool.stats().total() == SIZE, "the surplus is closed");
      Await.until(SOON, () -> postgres.backends() == SIZE, "on the server too");
      assertThat(pool.stats().overflow()).isZero();
      assertThat(pool.stats().invalidated()).as("none was broken").isZero();
    }
  }

  @Test
  void isKeptWhenThatTimeIsZero() throws Exception {
    try (ConnectionPool pool = idleFor(Duration.ZERO)) {
      assertThat(RecycleIT.hikari(pool).getIdleTimeout()).isZero();
    }
  }

  private ConnectionPool idleFor(Duration idleTimeout) {
    PoolSettings like = PoolSettings.defaults().withSize(SIZE, MAX - SIZE);
    PoolSettings settings =
        new PoolSettings(
            like.size(),
            like.maxOverflow(),
            like.acquireTimeout(),
            like.queueLimit(),
            like.recycle(),
            idleTimeout,
            like.connectTimeout());
    return ConnectionPool.open(postgres.settings().withPool(settings));
  }

  private static void useAll(ConnectionPool pool) {
    List<Lease> leases = Stream.generate(() -> ClosingIT.acquire(pool)).limit(MAX).toList();
    leases.forEach(Lease::release);
  }
}
