package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.testing.Together;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Every connection of the pool is in use at once, and each session leaves everything behind. */
@FaultRow(12)
class Row12DirtIT {

  private static final int CONNECTIONS = 20;

  /** The statement that makes the dirt, and the query that would show it. */
  private static final Map<String, String> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("SET ROLE pg_monitor", "SELECT current_user::text <> session_user::text AS seen");
    KINDS.put(
        "SET search_path TO pg_temp, public",
        "SELECT current_setting('search_path') LIKE 'pg_temp%' AS seen");
    KINDS.put("SET lock_timeout = 12345", "SELECT current_setting('lock_timeout') <> '0' AS seen");
    KINDS.put(
        "SET heddle.tenant = 'other'",
        "SELECT coalesce(current_setting('heddle.tenant', true), '') <> '' AS seen");
    KINDS.put(
        "SELECT pg_advisory_lock_shared(42)",
        "SELECT count(*) > 0 AS seen FROM pg_locks WHERE locktype = 'advisory' AND pid ="
            + " pg_backend_pid()");
    KINDS.put(
        "CREATE TEMPORARY TABLE leftover (id int)",
        "SELECT count(*) > 0 AS seen FROM pg_class WHERE relname = 'leftover' AND relnamespace ="
            + " pg_my_temp_schema()");
    KINDS.put("LISTEN news", "SELECT count(*) > 0 AS seen FROM pg_listening_channels()");
  }

  @Test
  void isNeverSeenByTheNextSession(PostgresServer server, Score score) {
    server.execute("GRANT pg_monitor TO app");
    try (Bench bench = Bench.start(server, score).awaitFull()) {
      for (int i = 0; i < Scale.times(5, 100); i++) {
        boolean commits = i % 2 == 0;
        everyConnection(bench.database(), session -> litter(session, commits));
        score.injected((long) CONNECTIONS * KINDS.size());

        List<Integer> seen = everyConnection(bench.database(), Row12DirtIT::seen);
        assertThat(seen).hasSize(CONNECTIONS);
        score.atMost("kinds seen", seen.stream().mapToInt(Integer::intValue).max().orElse(7), 0);
      }
    }
  }

  /** The check itself sees dirt where there is some: on a connection that nobody cleans. */
  @Test
  void wouldBeSeen(PostgresServer server) throws SQLException {
    for (Map.Entry<String, String> kind : KINDS.entrySet()) {
      try (Connection plain = server.connect();
          Statement statement = plain.createStatement()) {
        assertThat(isSeen(statement, kind.getValue())).as("before: " + kind).isFalse();
        statement.execute(kind.getKey());
        assertThat(isSeen(statement, kind.getValue())).as("after: " + kind).isTrue();
      }
    }
  }

  private interface Work<T> {
    T in(Session session);
  }

  /** No session ends before every one of them has its connection. */
  private static <T> List<T> everyConnection(Database database, Work<T> work) {
    CyclicBarrier all = new CyclicBarrier(CONNECTIONS);
    return Together.run(
        CONNECTIONS,
        _ -> {
          try (Session session = database.session()) {
            session.get("SELECT 1");
            all.await(20, TimeUnit.SECONDS);
            return work.in(session);
          }
        });
  }

  private static boolean litter(Session session, boolean commits) {
    KINDS.keySet().forEach(statement -> make(session, statement));
    if (commits) {
      session.commit();
    }
    return true;
  }

  private static int seen(Session session) {
    return (int) KINDS.values().stream().filter(show -> isSeen(session, show)).count();
  }

  private static void make(Session session, String statement) {
    if (statement.startsWith("SELECT")) {
      session.get(statement);
    } else {
      session.createDmlStatement(statement).execute();
    }
  }

  private static boolean isSeen(Session session, String show) {
    return session.get(show).orElseThrow().column("seen").get(Boolean.class);
  }

  private static boolean isSeen(Statement statement, String show) throws SQLException {
    try (ResultSet row = statement.executeQuery(show)) {
      return row.next() && row.getBoolean("seen");
    }
  }
}
