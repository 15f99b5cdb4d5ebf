package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.SessionSettings;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.FaultRule;
import dev.heddle.testing.FaultRule.Ending;
import dev.heddle.testing.Together;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@FaultRow(value = 7, differs = "session budget 1 s")
class Row07DroppedPacketsIT {

  private static final int AT_ONCE = 10;
  private static final Duration BUDGET = Duration.ofSeconds(1);
  private static final SessionSettings SESSION = new SessionSettings(BUDGET, Duration.ZERO);

  @Test
  void givesUpTheConnectionsThatFellSilent(PostgresServer server, Score score) throws IOException {
    try (FaultProxy proxy = FaultProxy.before(server.url());
        Bench bench =
            Bench.start(
                server, score, s -> s.withUrl(proxy.url(server.url())).withSession(SESSION))) {
      bench.awaitFull();
      for (int i = 0; i < Scale.times(3, 60); i++) {
        long evicted = bench.database().stats().invalidated();
        FaultRule rule = rule(i).times(AT_ONCE);
        proxy.add(rule);
        List<Reply> replies = Together.run(AT_ONCE, _ -> bench.post(bench.ledger().next()));
        proxy.clearRules();

        score.injected(rule.hits());
        assertThat(rule.hits()).isEqualTo(AT_ONCE);
        for (Reply reply : replies) {
          score.latency(reply.took());
          score.atMost("worst answer", reply.took(), BUDGET.plusMillis(500));
          score.errors(reply.isSuccess() ? 0 : 1);
        }
        assertThat(bench.database().stats().invalidated() - evicted)
            .isGreaterThanOrEqualTo(AT_ONCE);
        long gone = System.nanoTime();
        assertThat(bench.serves()).isTrue();
        score.recovery(Bench.since(gone));
      }
    }
  }

  /**
   * By turns: the statement is lost, its reply is, and the reply ends in the middle of a message.
   */
  private static FaultRule rule(int turn) {
    return switch (turn % 3) {
      case 0 -> FaultRule.losingStatement(Row07DroppedPacketsIT::isInsert, Ending.SILENCE);
      case 1 -> FaultRule.losingReply(Row07DroppedPacketsIT::isInsert, Ending.SILENCE);
      default ->
          FaultRule.losingReply(Row07DroppedPacketsIT::isInsert, Ending.SILENCE).afterBytes(7);
    };
  }

  private static boolean isInsert(String statement) {
    return statement.contains("INSERT");
  }
}
