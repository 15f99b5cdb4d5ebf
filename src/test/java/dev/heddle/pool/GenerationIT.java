package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections to a server that lost its role are replaced, each once. */
@PostgresTest
class GenerationIT {

  private static final int SIZE = 4;

  private final ConnectionPool pool;

  GenerationIT(TestPostgres postgres) {
    this.pool =
        ConnectionPool.open(
            postgres.settings().withPool(PoolSettings.defaults().withSize(SIZE, 0)));
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void replacesEveryConnectionOfAGenerationOnce() throws SQLException {
    awaitFilled();
    Lease first = acquire();
    Lease second = acquire();
    Set<Integer> old = new HashSet<>(Set.of(backend(first), backend(second)));

    first.endGeneration();
    first.release();
    awaitFilled();
    Set<Integer> replaced = backends();
    second.endGeneration();
    second.release();
    awaitFilled();

    assertThat(replaced).doesNotContainAnyElementsOf(old);
    assertThat(backends())
        .as("what was opened after the first word is left alone by the second")
        .containsAll(replaced)
        .doesNotContainAnyElementsOf(old);
  }

  @Test
  void takesAPrimaryForAPrimary() {
    Lease lease = acquire();
    assertThat(lease.isOnStandby("25006")).isFalse();
    lease.release();
  }

  private void awaitFilled() {
    Await.until(Duration.ofSeconds(5), () -> pool.stats().total() == SIZE, "the pool is filled");
  }

  /** Of all connections that are not in use. */
  private Set<Integer> backends() throws SQLException {
    Set<Lease> leases = new HashSet<>();
    Set<Integer> backends = new HashSet<>();
    for (int idle = pool.stats().checkedIn(); idle > 0; idle--) {
      Lease lease = acquire();
      leases.add(lease);
      backends.add(backend(lease));
    }
    leases.forEach(Lease::release);
    return backends;
  }

  private static int backend(Lease lease) throws SQLException {
    try (var statement = lease.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  private Lease acquire() {
    return pool.acquire(System.nanoTime() + Duration.ofSeconds(20).toNanos(), Long.MAX_VALUE);
  }
}
