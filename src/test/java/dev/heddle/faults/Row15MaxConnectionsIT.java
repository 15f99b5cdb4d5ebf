package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Database;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@FaultRow(value = 15, differs = "session budget 1 s")
class Row15MaxConnectionsIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration WATCHED = Scale.time(Duration.ofSeconds(3), Duration.ofMinutes(1));
  private static final SessionSettings SESSION =
      new SessionSettings(Duration.ofSeconds(1), Duration.ZERO);

  @Test
  void saysWhyNothingCanBeOpenedAtStart(PostgresServer server, Score score) throws Exception {
    score.run();
    try (Database database = Database.create(server.settings().withSession(SESSION));
        Crowd crowd = Crowd.filling(server)) {
      score.injected(crowd.size());
      long start = System.nanoTime();
      assertThatThrownBy(() -> database.read(s -> s.get("SELECT 1")))
          .isInstanceOf(DatabaseUnavailableException.class)
          .satisfies(e -> score.watch().read("an exception", e))
          .satisfies(
              e ->
                  score.target(
                      "the error at start names 53300",
                      e.getMessage() != null && e.getMessage().contains("53300")));
      score.latency(Bench.since(start));
    }
  }

  @Test
  void refusesAtRunTimeAndDoesNotStormTheServer(PostgresServer server, Score score)
      throws Exception {
    try (FaultProxy proxy = FaultProxy.before(server.url());
        Bench bench =
            Bench.start(
                server, score, s -> s.withUrl(proxy.url(server.url())).withSession(SESSION))) {
      bench.awaitFull();
      Load load;
      long attempts;
      long limit;
      try (Crowd crowd = Crowd.filling(server)) {
        server.terminateAll();
        crowd.fill();
        score.injected(crowd.size());
        load = Load.start(bench, 20, Duration.ofMillis(20));
        Await.until(LIMIT, () -> load.errors() > 20, "nobody is served");
        int before = proxy.accepted();
        long watchedSince = System.nanoTime();
        LockSupport.parkNanos(WATCHED.toNanos());
        attempts = (long) proxy.accepted() - before;
        limit = Bench.since(watchedSince).toSeconds() + 1;
      }
      long start = System.nanoTime();
      Await.until(LIMIT, bench::serves, "it serves again");
      score.recovery(Bench.since(start));
      Await.until(LIMIT, () -> load.successes() > 0, "users are served again");
      load.stop();
      score.errors(load.errors()).latency(load.worst());
      score.atMost("errors without Retry-After", load.unshed(), 0);
      score.atMost("connection attempts in %d s".formatted(WATCHED.toSeconds()), attempts, limit);
    }
  }

  /** Others who take every connection that the server has for roles that are no superusers. */
  private static final class Crowd implements AutoCloseable {

    private final PostgresServer server;
    private final List<Connection> connections = new ArrayList<>();

    private Crowd(PostgresServer server) {
      this.server = server;
    }

    static Crowd filling(PostgresServer server) {
      server.execute(
          "DO $$ BEGIN CREATE ROLE crowd LOGIN PASSWORD 'crowd';"
              + " EXCEPTION WHEN duplicate_object THEN NULL; END $$");
      Crowd crowd = new Crowd(server);
      crowd.fill();
      return crowd;
    }

    void fill() {
      try {
        while (true) {
          connections.add(DriverManager.getConnection(server.url(), "crowd", "crowd"));
        }
      } catch (SQLException e) {
        assertThat(e.getSQLState()).isEqualTo("53300");
      }
    }

    int size() {
      return connections.size();
    }

    @Override
    public void close() throws SQLException {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }
}
