package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Those who wait for a connection get one in the order in which they came. */
@PostgresTest
class FirstComeFirstServedIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int WAITING = 100;

  private final Database database;

  FirstComeFirstServedIT(TestPostgres postgres) {
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void servesHundredsInTheirOrder() throws InterruptedException {
    List<Integer> served = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(WAITING);
    try (Session holder = database.session()) {
      assertThat(holder.get("SELECT 1")).isPresent();
      for (int i = 0; i < WAITING; i++) {
        queueUp(i, served, done);
      }
    }
    assertThat(done.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(served).isEqualTo(IntStream.range(0, WAITING).boxed().toList());
  }

  @Test
  void aHolderThatComesBackAtOnceGoesBehindThoseWhoWait() throws InterruptedException {
    List<Integer> served = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(10);
    try (Session holder = database.session()) {
      assertThat(holder.get("SELECT 1")).isPresent();
      for (int i = 0; i < 10; i++) {
        queueUp(i, served, done);
      }
      holder.commit();
      assertThat(holder.get("SELECT 1")).isPresent();
      assertThat(served).hasSize(10);
    }
    assertThat(done.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Returns when it waits as the last one in the queue. */
  private void queueUp(int number, List<Integer> served, CountDownLatch done) {
    int before = database.stats().waiting();
    Thread.ofVirtual()
        .start(
            () -> {
              database.read(s -> s.get("SELECT 1").map(row -> served.add(number)));
              done.countDown();
            });
    Await.until(SOON, () -> database.stats().waiting() == before + 1, "one more waits");
  }
}
