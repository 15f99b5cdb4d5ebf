package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.PoolExhaustedException;
import dev.heddle.testing.Await;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@FaultRow(value = 29, differs = "session budget 4 s; pool of 10; queue limit 1,000")
class Row29ManyThreadsIT {

  private static final int THREADS = 2000;
  private static final int QUEUE = 1000;
  private static final Duration BUDGET = Duration.ofSeconds(4);
  private static final Duration MEASURED = Duration.ofSeconds(2);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final SessionSettings SESSION = new SessionSettings(BUDGET, Duration.ZERO);
  private static final PoolSettings POOL =
      PoolSettings.defaults().withSize(10, 0).withQueueLimit(QUEUE);

  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong others = new AtomicLong();

  @Test
  void waitsWithoutWorkAndWithoutMemory(PostgresServer server, Score score) {
    try (Bench bench =
        Bench.start(server, score, s -> s.withPool(POOL).withSession(SESSION)).awaitFull()) {
      CountDownLatch done = new CountDownLatch(THREADS);
      long heapBefore = heap();
      server.freeze();
      long busy;
      long heapThen;
      try {
        score.injected(1);
        for (int i = 0; i < THREADS; i++) {
          Thread.ofVirtual().start(() -> ask(bench, score, done));
        }
        Await.until(
            LIMIT,
            () -> bench.database().stats().waiting() >= QUEUE && refused.get() > 0,
            "the queue is full");
        score.atMost("waiting", bench.database().stats().waiting(), QUEUE);
        // The refused ones ask again and again only if their clients do; the others wait.
        long before = cpu();
        LockSupport.parkNanos(MEASURED.toNanos());
        busy = (cpu() - before) * 100 / MEASURED.toNanos();
        heapThen = heap();
        Await.until(LIMIT, () -> done.getCount() == 0, "everyone got an answer");
      } finally {
        server.thaw();
      }
      long thawed = System.nanoTime();
      Await.until(LIMIT, bench::serves, "it serves again");
      score.recovery(Bench.since(thawed)).errors(refused.get() + others.get());
      score.atMost("processor while waiting, percent of one", busy, 50);
      score.atMost("heap of the waiting, MiB", Math.max(0, heapThen - heapBefore) >> 20, 32);
      assertThat(others).as("failures that are no refusal").hasValue(0);
      assertThat(refused).hasValue(THREADS);
    }
  }

  private void ask(Bench bench, Score score, CountDownLatch done) {
    long start = System.nanoTime();
    try {
      bench.database().read(s -> s.get("SELECT 1"));
    } catch (PoolExhaustedException
        | DatabaseUnavailableException
        | DeadlineExceededException refusal) {
      score.watch().read("an exception", refusal);
      refused.incrementAndGet();
    } catch (RuntimeException e) {
      score.watch().read("an exception", e);
      others.incrementAndGet();
    }
    score.latency(Bench.since(start));
    score.atMost("worst answer", Bench.since(start), BUDGET.plusMillis(500));
    done.countDown();
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** What is reachable now. */
  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
