package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.Await;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped service, killed while its statements hold locks. */
@FaultRow(value = 25, differs = "a statement that sleeps 60 s")
class Row25KilledServiceIT {

  private static final int CLIENTS = 10;
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Has written its row, and its lock on the name, when it begins to sleep. */
  private static final String SLOW_INSERT =
      "WITH made AS (INSERT INTO ai_seo.users (username, email) VALUES (:username, :email)"
          + " RETURNING *), slept AS MATERIALIZED (SELECT pg_sleep(60) FROM made)"
          + " SELECT id, username, email, created_at FROM made, slept";

  private static final String ASLEEP =
      "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";

  private static final String HELD =
      "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
          + " WHERE usename = 'app' AND locktype IN ('relation', 'transactionid', 'tuple')";

  @TempDir private Path folder;
  private final PostgresServer server;
  private final Score score;

  Row25KilledServiceIT(PostgresServer server, Score score) {
    this.server = server;
    this.score = score;
  }

  @Test
  void theServerRollsBackAndFreesTheLocks() throws Exception {
    for (int i = 0; i < Scale.times(2, 20); i++) {
      score.run();
      killInTheMiddleOfStatements();
    }
  }

  private Map<String, String> properties() throws IOException {
    Map<String, String> properties = new HashMap<>(ServiceProcess.finestLogs(folder));
    properties.put("database.statements.create-user", SLOW_INSERT);
    return properties;
  }

  private void killInTheMiddleOfStatements() throws IOException {
    List<RawConnection> clients = new ArrayList<>();
    try (ServiceProcess service =
        ServiceProcess.start(server.settings(), ServiceProcess.properties(properties()))) {
      service.awaitOutput("Service: ready");
      server.execute("TRUNCATE ai_seo.users");
      for (int i = 0; i < CLIENTS; i++) {
        String body =
            "{\"username\":\"%skilled%d\",\"email\":\"a@b\"}".formatted(DisclosureWatch.VALUE, i);
        clients.add(
            RawConnection.open(service.port())
                .send(
                    "POST /users HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body)));
      }
      Await.until(SOON, () -> server.count(ASLEEP) == CLIENTS, "each holds its lock");
      assertThat(server.count(HELD)).isGreaterThanOrEqualTo(CLIENTS);

      long killed = System.nanoTime();
      service.process().destroyForcibly().onExit().join();
      score.injected(1);
      Await.until(SOON, () -> server.count(HELD) == 0, "the locks are free");
      Duration took = Bench.since(killed);
      score.recovery(took).atMost("locks free after", took, LIMIT);
      Await.until(SOON, () -> server.backends() == 0, "no connection is left");
      score.leaked(server.busyBackends());
      assertThat(server.count("SELECT count(*) FROM ai_seo.users")).as("kept").isZero();
      score.watch().read(service);
    } finally {
      for (RawConnection client : clients) {
        client.close();
      }
    }
  }
}
