package dev.heddle.faults;

import dev.heddle.config.SessionSettings;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.FaultRule;
import dev.heddle.testing.FaultRule.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Every commit of this row is lost on its way to the server or on the way back, which looks the
 * same to the driver. Differs from the shipped defaults: the budget of a session is 2 s.
 */
@FaultRow(value = 10, open = "a commit whose connection was lost is not looked up yet")
class Row10LostCommitIT {

  private static final Pattern COMMIT = Pattern.compile("\\bCOMMIT\\b", Pattern.CASE_INSENSITIVE);
  private static final SessionSettings SESSION =
      new SessionSettings(Duration.ofSeconds(2), Duration.ZERO);

  @Test
  void tellsWhetherALostCommitWasKept(PostgresServer server, Score score) throws IOException {
    tells(server, score, Ending.RESET, Scale.times(60, 400));
    tells(server, score, Ending.CLOSE, Scale.times(60, 400));
    tells(server, score, Ending.HALF_CLOSE, Scale.times(30, 200));
  }

  /** Nothing says that the connection is lost, until the session's time is up. */
  @Test
  void tellsTheSameWhenTheConnectionFallsSilent(PostgresServer server, Score score)
      throws IOException {
    tells(server, score, Ending.SILENCE, Scale.times(2, 20));
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
