package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.testing.Opened;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The server calls a COMMIT a success whose wait for a synchronous standby was cancelled. */
class StandbyAwayIT {

  private static final SessionSettings HURRIED =
      new SessionSettings(Duration.ofMillis(800), Duration.ZERO);

  /** A server that takes more than 100 ms to obey the cancel is cut off before it says so. */
  private static final String EITHER_WAY =
      ".*(does not say whether a standby has the transaction|may or may not have been kept); look"
          + " before you repeat it";

  @Test
  void isNoSuccessToTheCaller() {
    AtomicInteger hooks = new AtomicInteger();
    try (PostgresServer server =
            PostgresServer.start(
                Map.of("synchronous_standby_names", "nobody", "synchronous_commit", "local"));
        Database database = Database.create(server.settings().withSession(HURRIED))) {
      server.execute("CREATE TABLE kept (id int)", "ALTER ROLE app SET synchronous_commit = 'on'");
      Opened.filled(database, 1);
      assertThatThrownBy(
              () ->
                  database.transact(
                      s -> {
                        s.afterCommit(hooks::incrementAndGet);
                        return s.insert("INSERT INTO kept VALUES (1)");
                      }))
          .isInstanceOf(CommitOutcomeUnknownException.class)
          .hasMessageMatching(EITHER_WAY);
      try (Session session = database.session()) {
        session.afterCommit(hooks::incrementAndGet);
        assertThatThrownBy(() -> session.last().insert("INSERT INTO kept VALUES (2)"))
            .isInstanceOf(CommitOutcomeUnknownException.class)
            .hasMessageMatching(EITHER_WAY);
      }
      assertThat(hooks).hasValue(0);
    }
  }
}
