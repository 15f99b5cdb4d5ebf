package dev.heddle.faults;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.TransactionOptions;
import dev.heddle.error.SqlStates;
import dev.heddle.testing.Together;
import io.helidon.dbclient.DbClientException;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What forgetful handlers do, over and over, by many at once. */
@FaultRow(value = 13, differs = "session budget 50 ms for abandoned transactions")
class Row13ForgottenThingsIT {

  private static final int THREADS = 16;
  private static final int EACH = Scale.times(60, 1000);
  private static final Duration FORGOTTEN_FOR = Duration.ofMillis(50);
  private static final int POOL = 50;

  /** Ten thousand in the long form, and in any form more than the pool has. */
  private static final int FORGOTTEN_EACH =
      Scale.isLong() ? 10_000 / THREADS : Math.max(EACH / 8, 2 * POOL / THREADS);

  @Test
  void keepNoConnection(PostgresServer server, Score score) {
    try (Bench bench = Bench.start(server, score).awaitFull()) {
      Database database = bench.database();
      Together.run(
          THREADS,
          _ -> {
            for (int i = 0; i < EACH; i++) {
              forgetParameter(database, bench.ledger(), score);
              divideByZero(database, bench.ledger(), score);
              forgetStream(database);
              forgetJoined(database, bench.ledger());
            }
            return true;
          });
      score.injected(4L * EACH * THREADS);

      // More than the pool has, so that the last ones need those that were forgotten first.
      Together.run(
          THREADS,
          _ -> {
            for (int i = 0; i < FORGOTTEN_EACH; i++) {
              forgetTransaction(database, bench.ledger(), score);
              score.injected(1);
            }
            return true;
          });
      long start = System.nanoTime();
      Assertions.assertThat(bench.serves()).isTrue();
      score.recovery(Bench.since(start));
    }
  }

  private static void forgetParameter(Database database, Ledger ledger, Score score) {
    Assertions.assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      long request = ledger.next();
                      ledger.refused(request);
                      s.insert(Ledger.APPLY, request);
                      return s.createGet("SELECT :given, :missing").addParam("given", 1).execute();
                    }))
        .isInstanceOf(DbClientException.class)
        .hasMessageContaining("missing")
        .satisfies(e -> score.watch().read("an exception", e));
  }

  private static void divideByZero(Database database, Ledger ledger, Score score) {
    Assertions.assertThatThrownBy(
            () ->
                database.transact(
                    s -> {
                      long request = ledger.next();
                      ledger.refused(request);
                      s.insert(Ledger.APPLY, request);
                      return s.get("SELECT 1 / 0");
                    }))
        .satisfies(e -> Assertions.assertThat(SqlStates.of(e)).isEqualTo("22012"))
        .satisfies(e -> score.watch().read("an exception", e));
  }

  private static void forgetStream(Database database) {
    database.transact(
        TransactionOptions.read().withFetchSize(10),
        s -> s.query("SELECT generate_series(1, 100) AS n").findFirst());
  }

  private static void forgetJoined(Database database, Ledger ledger) {
    long request = ledger.next();
    database.transact(s -> database.client().transaction().insert(Ledger.APPLY, request));
    ledger.acknowledged(request);
  }

  /** Nobody ever ends this one; its time is short so that many fit into the test. */
  @SuppressWarnings("resource") // That is the fault.
  private static void forgetTransaction(Database database, Ledger ledger, Score score) {
    long request = ledger.next();
    ledger.refused(request);
    Session forgotten = database.session(TransactionOptions.write().withTimeout(FORGOTTEN_FOR));
    try {
      forgotten.insert(Ledger.APPLY, request);
    } catch (RuntimeException late) {
      // All connections were forgotten at this moment, and its time is as short as theirs.
      score.watch().read("an exception", late);
      ledger.refused(request);
    }
  }
}
