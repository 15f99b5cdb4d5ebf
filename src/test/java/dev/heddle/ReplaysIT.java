package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.TransactionOptions.Isolation;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.testing.Await;
import dev.heddle.testing.Opened;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work that others got in the way of is done again, and its effects are kept once. */
@PostgresTest
class ReplaysIT {

  private static final TransactionOptions SERIALIZABLE =
      TransactionOptions.write().withIsolation(Isolation.SERIALIZABLE);

  private final TestPostgres postgres;
  private final Database database;

  ReplaysIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(8, 0)));
  }

  @BeforeEach
  void makeTable() {
    postgres.execute(
        "ALTER ROLE %s SET deadlock_timeout = '10ms'".formatted(postgres.username()),
        "DROP TABLE IF EXISTS account, ledger",
        "CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL)",
        "CREATE TABLE ledger (id int)",
        "INSERT INTO account SELECT n, 1000 FROM generate_series(1, 4) n");
  }

  @AfterEach
  void close() {
    assertThat(database.stats().checkedOut()).isZero();
    database.close();
  }

  @Test
  void keepsEachTransferOnceHoweverManyMeet() throws Exception {
    database.open();
    Await.until(Duration.ofSeconds(10), () -> database.stats().total() == 8, "the pool is full");
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger gaveUp = new AtomicInteger();
    List<Callable<Boolean>> transfers = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int id = i;
      transfers.add(() -> transferred(id, calls, gaveUp));
    }
    int kept = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> each : threads.invokeAll(transfers)) {
        kept += each.get() ? 1 : 0;
      }
    }
    assertThat(calls.get()).as("some were done again").isGreaterThan(400);
    assertThat(kept + gaveUp.get()).isEqualTo(400);
    assertThat(postgres.count("SELECT count(*) FROM ledger")).isEqualTo(kept);
    assertThat(postgres.count("SELECT count(DISTINCT id) FROM ledger")).isEqualTo(kept);
    assertThat(postgres.count("SELECT sum(balance) FROM account")).isEqualTo(4000);
  }

  private boolean transferred(int id, AtomicInteger calls, AtomicInteger gaveUp) {
    int from = ThreadLocalRandom.current().nextInt(4);
    int to = (from + 1 + ThreadLocalRandom.current().nextInt(3)) % 4;
    try {
      return database.transact(
          SERIALIZABLE.withTries(TransactionOptions.MOST_TRIES),
          session -> {
            calls.incrementAndGet();
            session.insert("INSERT INTO ledger VALUES (?)", id);
            session.update("UPDATE account SET balance = balance - 1 WHERE id = ?", from + 1);
            session.update("UPDATE account SET balance = balance + 1 WHERE id = ?", to + 1);
            return true;
          });
    } catch (StatementException e) {
      assertThat(SqlStates.of(e)).isIn("40001", "40P01");
      gaveUp.incrementAndGet();
      return false;
    }
  }

  @Test
  void pausesNoLongerThanItsBudgetLasts() {
    long start = System.nanoTime();
    assertThatThrownBy(
            () ->
                database.transact(
                    TransactionOptions.write()
                        .withTries(TransactionOptions.MOST_TRIES)
                        .withTimeout(Duration.ofSeconds(1)),
                    session -> session.dml(conflict("40001"))))
        .as("what went wrong, and not only that the time was used up")
        .satisfiesAnyOf(
            e -> assertThat(SqlStates.of(e)).isEqualTo("40001"),
            // A pause or a statement that a busy machine has drawn out.
            e ->
                assertThat(e)
                    .isInstanceOf(DeadlineExceededException.class)
                    .satisfies(
                        late ->
                            assertThat(late.getSuppressed())
                                .extracting(SqlStates::of)
                                .containsExactly("40001")));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
  }

  @Test
  void triesAsOftenAsAskedAndThenThrowsTheLastFailure() {
    for (int tries : new int[] {1, 3}) {
      AtomicInteger calls = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  database.transact(
                      TransactionOptions.write().withTries(tries),
                      session -> {
                        calls.incrementAndGet();
                        return session.dml(conflict("40001"));
                      }))
          .isInstanceOf(StatementException.class)
          .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("40001"));
      assertThat(calls).hasValue(tries);
    }
  }

  @Test
  void doesNotRepeatOtherFailures() {
    AtomicInteger calls = new AtomicInteger();
    assertThatThrownBy(
            () ->
                database.transact(
                    TransactionOptions.write().withTries(3),
                    session -> {
                      calls.incrementAndGet();
                      return session.get("SELECT 1/0");
                    }))
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("22012"));
    assertThat(calls).hasValue(1);
  }

  @Test
  void doesNotRepeatWhatWasCommittedOnTheWay() {
    AtomicInteger calls = new AtomicInteger();
    assertThatThrownBy(
            () ->
                database.transact(
                    TransactionOptions.write().withTries(3),
                    session -> {
                      calls.incrementAndGet();
                      session.insert("INSERT INTO ledger VALUES (1)");
                      session.commit();
                      return session.dml(conflict("40P01"));
                    }))
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("40P01"));
    assertThat(calls).hasValue(1);
    assertThat(postgres.count("SELECT count(*) FROM ledger")).isEqualTo(1);
  }

  @Test
  void doesNotRepeatWhatHooksHaveFollowed() {
    AtomicInteger hooks = new AtomicInteger();
    assertThatThrownBy(
            () ->
                database.transact(
                    TransactionOptions.read().withTries(3),
                    session -> {
                      session.afterCommit(hooks::incrementAndGet);
                      session.commit();
                      return session.dml(conflict("40001"));
                    }))
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("40001"));
    assertThat(hooks).hasValue(1);
  }

  @Test
  void repeatsWorkWhoseConnectionWasLostHalfWay() {
    AtomicInteger calls = new AtomicInteger();
    database.transact(
        TransactionOptions.write().withTries(2),
        session -> {
          session.insert("INSERT INTO ledger VALUES (1)");
          if (calls.incrementAndGet() == 1) {
            postgres.terminateBackends();
          }
          return session.insert("INSERT INTO ledger VALUES (2)");
        });
    assertThat(calls).hasValue(2);
    assertThat(postgres.count("SELECT count(*) FROM ledger")).isEqualTo(2);
  }

  @Test
  void hasOneBudgetForAllTries() {
    Opened.filled(database, 1);
    AtomicInteger calls = new AtomicInteger();
    long start = System.nanoTime();
    assertThatThrownBy(
            () ->
                database.transact(
                    TransactionOptions.write().withTries(10).withTimeout(Duration.ofSeconds(2)),
                    session -> {
                      calls.incrementAndGet();
                      session.get("SELECT pg_sleep(0.5)");
                      return session.dml(conflict("40001"));
                    }))
        // The deadline may also come between two tries; then the last failure is all there is to
        // say.
        .isInstanceOfAny(DeadlineExceededException.class, StatementException.class)
        .satisfies(
            e -> assertThat(e.getSuppressed()).extracting(SqlStates::of).containsExactly("40001"));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    assertThat(calls.get()).isBetween(2, 4);
  }

  @Test
  void keepsTheRangeOfTheOptions() {
    assertThatThrownBy(() -> TransactionOptions.write().withTries(0))
        .hasMessage("tries is 0; it must be from 1 to 10");
    assertThatThrownBy(() -> TransactionOptions.write().withTries(11))
        .hasMessage("tries is 11; it must be from 1 to 10");
    assertThatThrownBy(() -> TransactionOptions.write().withFetchSize(-1))
        .hasMessage("fetchSize is -1; it must not be negative");
    assertThatThrownBy(() -> TransactionOptions.write().withTimeout(Duration.ofMillis(-1)))
        .hasMessage("timeout is PT-0.001S; it must not be negative");
  }

  private static String conflict(String sqlState) {
    return "DO $$ BEGIN RAISE EXCEPTION 'others' USING ERRCODE = '%s'; END $$".formatted(sqlState);
  }
}
