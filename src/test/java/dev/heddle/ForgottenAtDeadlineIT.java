package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.error.DeadlineExceededException;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A statement may end by itself at the moment in which it is being cancelled. When its session is
 * then forgotten, nobody but the watch can give the connection back.
 */
@PostgresTest
class ForgottenAtDeadlineIT {

  private static final int WAVES = 8;
  private static final int AT_ONCE = 20;
  private static final Duration BUDGET = Duration.ofMillis(100);
  private static final Duration SOON = Duration.ofSeconds(10);

  private final Database database;
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger cancelled = new AtomicInteger();

  ForgottenAtDeadlineIT(TestPostgres postgres) {
    this.database = Database.create(postgres.settings());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void givesBackTheConnectionOfAStatementThatEndedWhileItWasCancelled()
      throws InterruptedException {
    database.open();
    for (int wave = 0; wave < WAVES; wave++) {
      Await.until(SOON, () -> database.stats().checkedIn() >= AT_ONCE, "the pool is filled");
      CountDownLatch done = new CountDownLatch(AT_ONCE);
      for (int i = 0; i < AT_ONCE; i++) {
        // Around the deadline, a tenth before the end, and the moment after it in which the watch
        // sees it.
        double seconds = 0.085 + 0.04 * (i * WAVES + wave) / (AT_ONCE * WAVES);
        Thread.ofVirtual().start(() -> forget(seconds, done));
      }
      done.await();
      Await.until(
          Duration.ofSeconds(5),
          () -> database.stats().checkedOut() == 0,
          "no forgotten session keeps its connection");
    }
    assertThat(ended).as("statements that ended").hasPositiveValue();
    assertThat(cancelled).as("statements that were cancelled").hasPositiveValue();
  }

  @SuppressWarnings("resource") // Forgotten on purpose.
  private void forget(double seconds, CountDownLatch done) {
    try {
      database
          .session(TransactionOptions.write().withTimeout(BUDGET))
          .get("SELECT pg_sleep(?)::text", seconds);
      ended.incrementAndGet();
    } catch (DeadlineExceededException late) {
      cancelled.incrementAndGet();
    } finally {
      done.countDown();
    }
  }
}
