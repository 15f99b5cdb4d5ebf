package dev.heddle.faults;

import dev.heddle.TransactionOptions;
import dev.heddle.config.SessionSettings;
import dev.heddle.error.CommitOutcomeUnknownException;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.FaultRule;
import dev.heddle.testing.FaultRule.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every commit of this row is lost on its way to the server or on the way back, which looks the
 * same to the driver.
 */
@FaultRow(value = 10, differs = "session budget 2 s, one test 20 s")
class Row10LostCommitIT {

  private static final Pattern COMMIT = Pattern.compile("\\bCOMMIT\\b", Pattern.CASE_INSENSITIVE);
  private static final SessionSettings SESSION =
      new SessionSettings(Duration.ofSeconds(2), Duration.ZERO);

  @Test
  void tellsWhetherALostCommitWasKept(PostgresServer server, Score score) throws IOException {
    tells(server, score, Ending.RESET, Scale.times(20, 400));
    tells(server, score, Ending.CLOSE, Scale.times(20, 400));
    tells(server, score, Ending.HALF_CLOSE, Scale.times(10, 200));
  }

  /** Nothing says that the connection is lost, until the session's time is up. */
  @Test
  void tellsTheSameWhenTheConnectionFallsSilent(PostgresServer server, Score score)
      throws IOException {
    tells(server, score, Ending.SILENCE, Scale.times(2, 20));
  }

  /**
   * A server that crashed gives the number of a transaction anew when nothing of that one had
   * reached its log: what it then says of the number is about another transaction.
   */
  @Test
  void isNotTakenInByANumberThatWasGivenTwice(PostgresServer server, Score score) {
    server.set("wal_writer_delay", "10s");
    try (Bench bench = Bench.start(server, score, s -> s.withSession(SESSION))) {
      for (int i = 0; i < Scale.times(2, 10); i++) {
        bench.awaitFull();
        long request = bench.ledger().next();
        score.injected(1);
        try {
          bench
              .database()
              .transact(
                  TransactionOptions.write().withTimeout(Duration.ofSeconds(20)),
                  s -> {
                    s.insert(Ledger.APPLY, request);
                    server.stopAtOnce();
                    server.startAgain();
                    server.execute("CREATE TABLE others ()", "DROP TABLE others");
                    server.execute("CREATE TABLE others ()", "DROP TABLE others");
                    return true;
                  });
          bench.ledger().acknowledged(request);
        } catch (CommitOutcomeUnknownException unknown) {
          score.watch().read("an exception", unknown);
          bench.ledger().unknown(request);
        } catch (DatabaseUnavailableException nothingKept) {
          score.watch().read("an exception", nothingKept);
          bench.ledger().refused(request);
        }
      }
    } finally {
      server.set("wal_writer_delay", "200ms");
    }
  }

  private static void tells(PostgresServer server, Score score, Ending ending, int commits)
      throws IOException {
    long wrong = 0;
    long unknown = 0;
    try (FaultProxy proxy = FaultProxy.before(server.url());
        Bench bench =
            Bench.start(
                server, score, s -> s.withUrl(proxy.url(server.url())).withSession(SESSION))) {
      bench.awaitFull();
      for (int i = 0; i < commits; i++) {
        boolean kept = i % 2 == 0;
        FaultRule rule =
            (kept
                    ? FaultRule.losingReply(COMMIT.asPredicate(), ending)
                    : FaultRule.losingStatement(COMMIT.asPredicate(), ending))
                .times(1);
        proxy.add(rule);
        long request = bench.ledger().next();
        Reply reply = bench.post(request);
        proxy.clearRules();
        score.injected(rule.hits()).latency(reply.took());
        if (reply.isUnknown()) {
          unknown++;
        } else if (reply.isSuccess() != bench.ledger().holds(request)) {
          wrong++;
        }
      }
    }
    score.errors(wrong + unknown);
    if (wrong > 0) {
      score.violated(wrong + " clients were told wrong");
    }
    // When the whole budget went by in silence there is none left to look the outcome up.
    long allowed = ending == Ending.SILENCE ? commits : 0;
    score.atMost("commits of unknown outcome, ended by " + ending, unknown, allowed);
  }
}
