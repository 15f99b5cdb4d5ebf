package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.HeddleException;
import dev.heddle.error.PoolExhaustedException;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever waits, for a connection or for the server, parks: no carrier is pinned, none spins. */
@PostgresTest
class WaitingParksIT {

  private static final int CALLERS = 400;
  private static final int POOL = 4;
  private static final Duration BUDGET = Duration.ofSeconds(3);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String PINNED = "jdk.VirtualThreadPinned";

  private final FaultProxy proxy;
  private final Database database;

  WaitingParksIT(TestPostgres postgres) throws IOException {
    this.proxy = FaultProxy.before(postgres.url());
    this.database =
        Database.create(
            postgres
                .settings()
                .withUrl(proxy.url(postgres.url()))
                .withPool(PoolSettings.defaults().withSize(POOL, 0))
                .withSession(new SessionSettings(BUDGET, Duration.ZERO)));
  }

  @AfterEach
  void close() throws IOException {
    proxy.thaw();
    database.close();
    proxy.close();
  }

  @Test
  void pinsNoCarrierUnderLoadOrWhileTheServerIsFrozen(@TempDir Path folder) throws Exception {
    // A class that is used for the first time pins whoever waits for it: once for all of them.
    loadAndFreeze();
    proxy.thaw();
    Path file = folder.resolve("pinned.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(PINNED).withoutThreshold().withStackTrace();
      recording.start();
      loadAndFreeze();
      recording.stop();
      recording.dump(file);
    }
    List<RecordedEvent> pinned =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals(PINNED))
            .filter(event -> String.valueOf(event.getStackTrace()).contains("dev.heddle"))
            .filter(event -> !isFirstUse(event))
            .toList();
    assertThat(pinned).isEmpty();
  }

  /**
   * Also of what the recording itself needs when it watches an exception being made, and so cannot
   * be warmed up: the thread is then in the constructor of {@link Throwable}, which takes no
   * monitor.
   */
  private static boolean isFirstUse(RecordedEvent event) {
    RecordedMethod at = event.getStackTrace().getFrames().getFirst().getMethod();
    return String.valueOf(event.getString("pinnedReason")).startsWith("Waited for initialization")
        || (at.getName().equals("<init>") && at.getType().getName().equals("java.lang.Throwable"));
  }

  @Test
  void usesNextToNoProcessorTimeWhileHundredsWait() throws Exception {
    work(CALLERS, 2);
    AtomicInteger failures = new AtomicInteger();
    CountDownLatch ended = freezeWithAllWaiting(failures);
    assertThat(database.stats().waiting()).isGreaterThan(CALLERS / 2);
    long wallBefore = System.nanoTime();
    long processorBefore = processorNanos();
    assertThat(ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    long wall = System.nanoTime() - wallBefore;
    long processor = processorNanos() - processorBefore;

    assertThat(Duration.ofNanos(wall)).as("they waited").isGreaterThan(BUDGET.dividedBy(2));
    // One carrier that spins would use as much as the wall clock shows.
    assertThat(Duration.ofNanos(processor)).isLessThan(Duration.ofNanos(wall / 2));
    assertThat(failures).as("each was told").hasValue(CALLERS);
  }

  private void loadAndFreeze() throws InterruptedException {
    work(CALLERS, 5);
    CountDownLatch ended = freezeWithAllWaiting(new AtomicInteger());
    assertThat(ended.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Every caller does some transactions, or is refused; returns when all are done. */
  private void work(int callers, int each) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(callers);
    for (int i = 0; i < callers; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  for (int n = 0; n < each; n++) {
                    database.transact(s -> s.get("SELECT 1"));
                  }
                } catch (PoolExhaustedException refused) {
                  // The machine is busy, and half of the budget would not have been enough.
                  return;
                } finally {
                  done.countDown();
                }
              });
    }
    assertThat(done.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Returns when those who were not refused wait, for the server or for a connection. */
  private CountDownLatch freezeWithAllWaiting(AtomicInteger failures) {
    Await.until(SOON, () -> database.stats().checkedIn() == POOL, "the pool is filled and idle");
    proxy.freeze();
    CountDownLatch ended = new CountDownLatch(CALLERS);
    for (int i = 0; i < CALLERS; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  database.transact(s -> s.get("SELECT 1"));
                } catch (HeddleException e) {
                  failures.incrementAndGet();
                } finally {
                  ended.countDown();
                }
              });
    }
    Await.until(
        SOON,
        () -> database.stats().waiting() + failures.get() == CALLERS - POOL,
        "the others wait, or were refused");
    return ended;
  }

  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
