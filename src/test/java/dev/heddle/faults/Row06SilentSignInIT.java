package dev.heddle.faults;

import dev.heddle.config.SessionSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.FaultRule.Ending;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@FaultRow(value = 6, differs = "session budget 1 s")
class Row06SilentSignInIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration WITHIN = Duration.ofSeconds(2);
  private static final int CLIENTS = 10;
  private static final SessionSettings SESSION =
      new SessionSettings(Duration.ofSeconds(1), Duration.ZERO);

  /** What was held arrives after all. */
  @Test
  void servesWhenTheHeldSignInsGoOn(PostgresServer server, Score score) throws IOException {
    lifted(server, score, "held sign-ins go on", FaultProxy::releaseSignIns, 0);
  }

  /** What was held is lost for ever, as with a firewall that forgot the connections. */
  @Test
  void servesAlthoughTheHeldSignInsAreNeverAnswered(PostgresServer server, Score score)
      throws IOException {
    lifted(server, score, "held sign-ins are lost", FaultProxy::abandonSignIns, 0);
  }

  /** The pool was full and lost all it had while nobody could sign in. */
  @Test
  void servesAfterTheWholePoolWasLostMeanwhile(PostgresServer server, Score score)
      throws IOException {
    lifted(server, score, "after the pool was lost", FaultProxy::abandonSignIns, 20);
  }

  private interface Lifting {
    void on(FaultProxy proxy);
  }

  private static void lifted(
      PostgresServer server, Score score, String how, Lifting lifting, int lost)
      throws IOException {
    for (int i = 0; i < Scale.times(1, 10); i++) {
      try (FaultProxy proxy = FaultProxy.before(server.url());
          Bench bench =
              Bench.start(
                  server, score, s -> s.withUrl(proxy.url(server.url())).withSession(SESSION))) {
        if (lost > 0) {
          bench.awaitFull();
        }
        proxy.holdSignIns();
        score.injected(proxy.endAll(Ending.RESET));
        long before = proxy.injected();
        Load load = Load.start(bench, CLIENTS, Duration.ofMillis(20));
        Await.until(LIMIT, () -> load.errors() >= 3L * CLIENTS, "nobody is served");
        // The worst moment: one more sign-in has just begun to wait.
        long held = proxy.injected();
        Await.until(LIMIT, () -> proxy.injected() > held, "one more sign-in is held");
        score.injected(proxy.injected() - before);
        long start = System.nanoTime();
        lifting.on(proxy);
        Await.until(LIMIT, bench::serves, "it serves again");
        Duration recovery = Bench.since(start);
        load.stop();
        score.recovery(recovery).latency(load.worst()).errors(load.errors());
        score.atMost("serving after, " + how, recovery, WITHIN);
      }
    }
  }
}
