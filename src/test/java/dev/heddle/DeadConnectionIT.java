package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.PoolSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A dead connection is unseen by users, and no write is applied twice. */
@PostgresTest
class DeadConnectionIT {

  private static final int CLIENTS = 50;
  private static final int REQUESTS = 500;

  private final TestPostgres postgres;
  private final Database database;

  DeadConnectionIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(20, 30)));
  }

  @BeforeEach
  void makeLedger() {
    postgres.execute(
        "CREATE TABLE IF NOT EXISTS ledger (request int, attempt bigint)",
        "TRUNCATE ledger",
        "CREATE SEQUENCE IF NOT EXISTS attempts",
        "ALTER SEQUENCE attempts RESTART",
        "GRANT ALL ON ledger TO PUBLIC");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void hidesThatEveryIdleConnectionWasTerminated() throws InterruptedException {
    database.open();
    Await.until(Duration.ofSeconds(10), () -> database.stats().checkedIn() >= 20, "pool filled");

    assertThat(postgres.terminateBackends()).isGreaterThanOrEqualTo(20);
    Await.until(Duration.ofSeconds(10), () -> postgres.backends() == 0, "all are gone");
    Queue<Throwable> errors = requests();

    assertThat(errors).isEmpty();
    assertThat(postgres.count("SELECT count(*) FROM ledger")).isEqualTo(REQUESTS / 2);
    assertThat(postgres.count("SELECT count(DISTINCT request) FROM ledger"))
        .isEqualTo(REQUESTS / 2);
    // A sequence keeps what a rollback undoes. No server was left to begin what was sent in vain.
    assertThat(postgres.count("SELECT last_value FROM attempts"))
        .as("executions")
        .isEqualTo(REQUESTS / 2);
  }

  @Test
  void countsWhatItDiscarded() throws InterruptedException {
    database.open();
    Await.until(Duration.ofSeconds(10), () -> database.stats().checkedIn() >= 20, "pool filled");
    postgres.terminateBackends();
    requests();

    assertThat(database.stats().invalidated()).isPositive();
  }

  private Queue<Throwable> requests() throws InterruptedException {
    Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(CLIENTS);
    for (int client = 0; client < CLIENTS; client++) {
      Thread.ofVirtual()
          .start(
              () -> {
                for (int request = next.getAndIncrement();
                    request < REQUESTS;
                    request = next.getAndIncrement()) {
                  try {
                    request(request);
                  } catch (RuntimeException e) {
                    errors.add(e);
                  }
                }
                done.countDown();
              });
    }
    done.await();
    return errors;
  }

  private void request(int request) {
    if (request % 2 == 0) {
      database.transact(
          s -> s.insert("INSERT INTO ledger VALUES (?, nextval('attempts'))", request));
    } else {
      database.read(s -> s.get("SELECT count(*) FROM ledger WHERE request = ?", request));
    }
  }
}
