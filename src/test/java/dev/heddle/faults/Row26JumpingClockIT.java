package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.testing.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * The wall clock of the project, of its pool and of its driver jumps; that of the machine and of
 * the server does not.
 */
@FaultRow(value = 26, differs = "the pool looks after its connections every 100 ms, not every 30 s")
class Row26JumpingClockIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final String PERIOD = "com.zaxxer.hikari.housekeeping.periodMs";
  private static final int SIZE = 20;

  private static final String YOUNGEST =
      "SELECT (extract(epoch FROM max(backend_start)) * 1000000)::bigint FROM pg_stat_activity"
          + " WHERE usename = 'app'";
  private static final String AS_OLD =
      "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'"
          + " AND (extract(epoch FROM backend_start) * 1000000)::bigint <= ";

  @Test
  void changesNothing(PostgresServer server, Score score) throws Exception {
    score.run();
    ShiftedClassLoader loader = new ShiftedClassLoader(getClass().getClassLoader());
    System.setProperty(PERIOD, "100");
    try (AutoCloseable closed = database(loader, server.settings())) {
      ToLongFunction<String> database = asked(closed);
      Await.until(LIMIT, () -> database.applyAsLong("idle") >= SIZE, "the pool is filled");
      long youngest = server.count(YOUNGEST);

      for (int i = 0; i < Scale.times(2, 10); i++) {
        Duration jump = i % 2 == 0 ? HOUR : HOUR.negated();
        CompletableFuture<Long> underWay =
            CompletableFuture.supplyAsync(() -> database.applyAsLong("SELECT 7 FROM pg_sleep(1)"));
        Await.until(LIMIT, () -> server.busyBackends() == 1, "a statement is under way");
        ShiftedClock.jump(jump);
        score.injected(1);
        long off = Math.abs(database.applyAsLong("clock") - System.currentTimeMillis());
        assertThat(off > HOUR.dividedBy(2).toMillis())
            .as("the clock that the project sees is off by %d ms", off)
            .isEqualTo(i % 2 == 0);
        long start = System.nanoTime();
        assertThat(database.applyAsLong("SELECT 8")).isEqualTo(8);
        score.latency(Bench.since(start));
        assertThat(underWay.get()).isEqualTo(7);
        score.atMost("connections evicted", database.applyAsLong("invalidated"), 0);
        score.atMost("connections gone", SIZE - server.count(AS_OLD + youngest), 0);
      }
      score.leaked(server.busyBackends());
      score.watch().readThreadNames();
    } finally {
      System.clearProperty(PERIOD);
    }
  }

  private static AutoCloseable database(ShiftedClassLoader loader, DatabaseSettings settings)
      throws ReflectiveOperationException {
    return (AutoCloseable)
        loader
            .loadClass(ClockedDatabase.class.getName())
            .getConstructor(String.class, String.class, String.class)
            .newInstance(settings.url(), settings.username(), settings.password().reveal());
  }

  @SuppressWarnings("unchecked")
  private static ToLongFunction<String> asked(AutoCloseable database) {
    return (ToLongFunction<String>) database;
  }
}
