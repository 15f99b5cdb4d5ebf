package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.error.SessionClosedException;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Closing waits for the sessions that are open, and lets no new one begin meanwhile. */
@PostgresTest
class CloseIT {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final Database database;

  CloseIT(TestPostgres postgres) {
    this.database = Database.create(postgres.settings());
  }

  @Test
  void refusesANewSessionAtOnceAlsoToWhomItWaitsFor() throws InterruptedException {
    Thread closing;
    try (Session session = database.session()) {
      session.get("SELECT 1");
      closing = Thread.ofVirtual().start(database::close);
      Await.until(SOON, () -> closing.getState() == Thread.State.TIMED_WAITING, "it waits");
      assertThatThrownBy(database::session)
          .isInstanceOf(SessionClosedException.class)
          .hasMessageContaining("is being closed");
      assertThatThrownBy(() -> database.client().execute().get("SELECT 1"))
          .isInstanceOf(SessionClosedException.class);
      assertThat(session.get("SELECT 2")).as("what is open goes on").isPresent();
      session.commit();
    }
    assertThat(closing.join(SOON)).isTrue();
    assertThat(database.isOpen()).isFalse();
    assertThat(database.<Boolean, RuntimeException>read(s -> s.get("SELECT 1").isPresent()))
        .as("opened again")
        .isTrue();
    database.close();
  }
}
