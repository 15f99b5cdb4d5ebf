package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that stops answering costs a caller its budget, and no more. */
@PostgresTest
class FrozenServerIT {

  private static final Duration BUDGET = Duration.ofMillis(800);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final FaultProxy proxy;
  private final Database database;

  FrozenServerIT(TestPostgres postgres) throws IOException {
    this.proxy = FaultProxy.before(postgres.url());
    this.database =
        Database.create(
            postgres
                .settings()
                .withUrl(proxy.url(postgres.url()))
                .withPool(PoolSettings.defaults().withSize(2, 1))
                .withSession(new SessionSettings(BUDGET, Duration.ZERO)));
  }

  @AfterEach
  void close() throws IOException {
    proxy.thaw();
    database.close();
    proxy.close();
  }

  @Test
  void stopsAStatementWithinTheBudgetAndServesAgainAfterwards() {
    database.read(s -> s.get("SELECT 1"));
    Await.until(Duration.ofSeconds(5), () -> database.stats().checkedIn() >= 2, "pool filled");
    proxy.freeze();
    for (int i = 0; i < 5; i++) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> database.transact(s -> s.get("SELECT 1")))
          .isInstanceOfAny(DeadlineExceededException.class, DatabaseUnavailableException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUDGET.plus(GRACE));
    }
    proxy.thaw();
    Await.until(Duration.ofSeconds(10), this::serves, "it serves again");
  }

  @Test
  void isUnhealthyWithinItsOwnTimeout() {
    database.open();
    assertThat(database.isHealthy()).isTrue();
    proxy.freeze();

    long start = System.nanoTime();
    assertThat(database.isHealthy()).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(database.settings().healthTimeout().plus(GRACE));
  }

  private boolean serves() {
    try {
      return database.<Boolean, RuntimeException>read(s -> s.get("SELECT 1").isPresent());
    } catch (DeadlineExceededException | DatabaseUnavailableException notYet) {
      return false;
    }
  }
}
