package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.PoolExhaustedException;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A crowd in front of a frozen server waits in a bounded queue, idles, and is told in time. */
@PostgresTest
class CrowdedFreezeIT {

  private static final int THREADS = 2_000;
  private static final int SIZE = 10;
  private static final int QUEUE = 500;
  private static final Duration BUDGET = Duration.ofSeconds(2);
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final FaultProxy proxy;
  private final Database database;

  CrowdedFreezeIT(TestPostgres postgres) throws IOException {
    this.proxy = FaultProxy.before(postgres.url());
    this.database =
        Database.create(
            postgres
                .settings()
                .withUrl(proxy.url(postgres.url()))
                .withPool(PoolSettings.defaults().withSize(SIZE, 0).withQueueLimit(QUEUE))
                .withSession(new SessionSettings(BUDGET, Duration.ZERO)));
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    database.close();
  }

  @Test
  void isToldInTimeAndCostsNothing() throws InterruptedException {
    database.open();
    Await.until(
        Duration.ofSeconds(10), () -> database.stats().checkedIn() == SIZE, "the pool is filled");
    Queue<Throwable> told = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(THREADS);
    proxy.freeze();
    long start = System.nanoTime();
    for (int i = 0; i < THREADS; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                told.add(catchThrowable(() -> database.read(s -> s.get("SELECT 1"))));
                done.countDown();
              });
    }
    Await.until(
        BUDGET.minusMillis(200),
        () -> told.size() >= THREADS - QUEUE - SIZE,
        "all but the queue and the holders are refused");
    assertThat(database.stats().waiting()).isLessThanOrEqualTo(QUEUE);
    long cpu = cpuNanos();
    long waitingSince = System.nanoTime();

    assertThat(done.await(BUDGET.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS))
        .as("everybody is told within the budget")
        .isTrue();

    double busy = (double) (cpuNanos() - cpu) / (System.nanoTime() - waitingSince);
    assertThat(busy).as("processors kept busy by waiting").isLessThan(0.5);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BUDGET.plus(GRACE));
    assertThat(told)
        .hasSize(THREADS)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .isInstanceOfAny(
                        PoolExhaustedException.class,
                        DeadlineExceededException.class,
                        DatabaseUnavailableException.class));
    proxy.thaw();
    Await.until(
        Duration.ofSeconds(5),
        () -> catchThrowable(() -> database.read(s -> s.get("SELECT 1"))) == null,
        "it serves again");
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
