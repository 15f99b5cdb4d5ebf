package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A statement's own limit ends it long before the session's budget would. */
@PostgresTest
class StatementTimeoutIT {

  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final Duration BUDGET = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(5);

  private final TestPostgres postgres;
  private final Database database;

  StatementTimeoutIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(
            postgres
                .settings()
                .withPool(PoolSettings.defaults().withSize(1, 0))
                .withSession(new SessionSettings(BUDGET, LIMIT)));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void endsAStatementAndStopsItOnTheServer() {
    long start = System.nanoTime();
    assertThatThrownBy(() -> database.transact(s -> s.get("SELECT pg_sleep(30)")))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessageContaining("database.session.statement-timeout");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(LIMIT, LIMIT.plus(SOON));

    Await.until(
        SOON,
        () ->
            postgres.count(
                    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                        + " AND query LIKE '%pg_sleep(30)'")
                == 0,
        "the server runs it no more");
    assertThat(database.<Boolean, RuntimeException>read(s -> s.get("SELECT 1").isPresent()))
        .isTrue();
  }

  @Test
  void countsForEachStatementAnew() {
    long done =
        database.transact(
            s -> {
              long count = 0;
              for (int i = 0; i < 4; i++) {
                count += s.get("SELECT pg_sleep(0.3)").stream().count();
              }
              return count;
            });
    assertThat(done).isEqualTo(4);
  }
}
