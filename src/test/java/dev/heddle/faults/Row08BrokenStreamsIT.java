package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Session;
import dev.heddle.TransactionOptions;
import dev.heddle.error.HeddleException;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.FaultRule;
import dev.heddle.testing.FaultRule.Ending;
import dev.heddle.testing.Traffic;
import io.helidon.dbclient.DbClientException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A result is whole and right, or it is an error: also one that is read some rows at a time. */
@FaultRow(8)
class Row08BrokenStreamsIT {

  private static final int ROWS = 500;

  /** Rows of some length, so that a cut may fall into each part of a message. */
  private static final String QUERY =
      "SELECT n, repeat(chr(97 + n %% 26), n %% 40) AS text FROM generate_series(1, %d) AS n"
          .formatted(ROWS);

  private static final List<String> RIGHT =
      IntStream.rangeClosed(1, ROWS)
          .mapToObj(n -> n + Character.toString('a' + n % 26).repeat(n % 40))
          .toList();

  private static final List<Ending> ENDINGS =
      List.of(Ending.RESET, Ending.CLOSE, Ending.HALF_CLOSE);

  @Test
  void givesTheRightRowsOfSlicesOfOneByte(PostgresServer server, Score score) throws IOException {
    try (FaultProxy proxy = FaultProxy.before(server.url());
        Bench bench = bench(server, score, proxy)) {
      proxy.shape(Traffic.slicedTo(1));
      for (int i = 0; i < Scale.times(5, 100); i++) {
        assertThat(read(bench, score, TransactionOptions.read())).isTrue();
        assertThat(read(bench, score, TransactionOptions.read().withFetchSize(50))).isTrue();
        assertThat(bench.post(bench.ledger().next()).isSuccess()).isTrue();
      }
      score.injected(proxy.injected());
    }
  }

  @Test
  void neverTakesAPartForTheWhole(PostgresServer server, Score score) throws IOException {
    long errors = 0;
    long injected = 0;
    try (FaultProxy proxy = FaultProxy.before(server.url());
        Bench bench = bench(server, score, proxy)) {
      for (int i = 0; i < Scale.times(90, 3000); i++) {
        TransactionOptions options =
            i % 2 == 0 ? TransactionOptions.read() : TransactionOptions.read().withFetchSize(50);
        FaultRule rule =
            FaultRule.losingReply(
                    text -> text.contains("generate_series"), ENDINGS.get(i % ENDINGS.size()))
                .afterBytes(ThreadLocalRandom.current().nextLong(12_000))
                .times(1);
        proxy.add(rule);
        errors += read(bench, score, options) ? 0 : 1;
        proxy.clearRules();
        injected += rule.hits();
      }
      score.injected(injected).errors(errors);
      assertThat(injected).isPositive();
      assertThat(bench.serves()).isTrue();
    }
  }

  /** Connections end between the statements of a transaction: the whole is kept or nothing is. */
  @Test
  void keepsNoHalf(PostgresServer server, Score score) throws IOException {
    try (FaultProxy proxy = FaultProxy.before(server.url());
        Bench bench = bench(server, score, proxy)) {
      for (int i = 0; i < Scale.times(30, 1000); i++) {
        Ending ending = ENDINGS.get(i % ENDINGS.size());
        long first = bench.ledger().next();
        long second = bench.ledger().next();
        try {
          bench
              .database()
              .transact(
                  s -> {
                    s.insert(Ledger.APPLY, first);
                    score.injected(proxy.endAll(ending));
                    return s.insert(Ledger.APPLY, second);
                  });
          bench.ledger().acknowledged(first);
          bench.ledger().acknowledged(second);
        } catch (HeddleException e) {
          score.watch().read("an exception", e);
          score.errors(1);
          bench.ledger().refused(first);
          bench.ledger().refused(second);
        }
      }
    }
  }

  private static Bench bench(PostgresServer server, Score score, FaultProxy proxy) {
    return Bench.start(server, score, s -> s.withUrl(proxy.url(server.url()))).awaitFull();
  }

  /** Whether rows came; false for an error. */
  private static boolean read(Bench bench, Score score, TransactionOptions options) {
    try {
      List<String> rows = bench.database().transact(options, Row08BrokenStreamsIT::rows);
      score.atMost("wrong results", rows.equals(RIGHT) ? 0 : 1, 0);
      return true;
    } catch (DbClientException e) {
      score.watch().read("an exception", e);
      return false;
    }
  }

  private static List<String> rows(Session session) {
    return session
        .query(QUERY)
        .map(row -> row.column("n").getInt() + row.column("text").getString())
        .toList();
  }
}
