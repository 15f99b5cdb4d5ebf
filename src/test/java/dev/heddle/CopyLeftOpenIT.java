package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * The driver lets nothing else happen on a connection while a COPY is open on it, and waits for its
 * end for ever, not on the socket: not even closing that wakes it.
 */
@PostgresTest
class CopyLeftOpenIT {

  private static final Duration BUDGET = Duration.ofMillis(500);

  /** Cleaning may take 2 s, the watch's steps half a second more. */
  private static final Duration LONGEST = Duration.ofSeconds(4);

  private final TestPostgres postgres;
  private final Database database;

  CopyLeftOpenIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database = database(Duration.ofSeconds(30));
  }

  @BeforeEach
  void makeTable() {
    postgres.execute("CREATE TABLE IF NOT EXISTS copied (id int)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void doesNotKeepASessionFromBeingClosed() throws Exception {
    FutureTask<Boolean> leaving =
        new FutureTask<>(
            () -> {
              try (Session session = database.session()) {
                leaveCopyOpen(session);
              }
              return Thread.currentThread().isInterrupted();
            });
    Thread.ofVirtual().start(leaving);

    assertThat(leaving.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS))
        .as("its thread is left interrupted")
        .isFalse();
    assertThat(serves(database)).isTrue();
    assertThat(database.stats().invalidated()).isEqualTo(1);
  }

  @Test
  void doesNotKeepACommitFromEndingAtTheDeadline() throws Exception {
    try (Database hasty = database(BUDGET)) {
      FutureTask<Throwable> committing =
          new FutureTask<>(
              () ->
                  catchThrowable(
                      () ->
                          hasty.<Boolean, Exception>transact(
                              session -> {
                                leaveCopyOpen(session);
                                return true;
                              })));
      Thread.ofVirtual().start(committing);

      assertThat(committing.get(LONGEST.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
      assertThat(postgres.count("SELECT count(*) FROM copied")).isZero();
      assertThat(serves(hasty)).isTrue();
    }
  }

  private static void leaveCopyOpen(Session session) throws SQLException, IOException {
    byte[] row = "1\n".getBytes(StandardCharsets.UTF_8);
    session
        .unwrap(PGConnection.class)
        .getCopyAPI()
        .copyIn("COPY copied FROM STDIN")
        .writeToCopy(row, 0, row.length);
  }

  private static boolean serves(Database database) {
    return database.<Boolean, RuntimeException>read(s -> s.get("SELECT 1").isPresent());
  }

  private Database database(Duration budget) {
    return Database.create(
        postgres
            .settings()
            .withPool(PoolSettings.defaults().withSize(1, 0))
            .withSession(new SessionSettings(budget, Duration.ZERO)));
  }
}
