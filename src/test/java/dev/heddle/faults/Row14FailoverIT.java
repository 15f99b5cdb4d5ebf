package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.SessionSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The standby is promoted, and the old primary comes back as its standby: it accepts connections
 * and refuses writes.
 */
@FaultRow(value = 14, differs = "session budget 2 s")
class Row14FailoverIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration WITHIN = Duration.ofSeconds(5);
  private static final int CLIENTS = 20;
  private static final SessionSettings SESSION =
      new SessionSettings(Duration.ofSeconds(2), Duration.ZERO);

  private final Score score;
  private PostgresServer primary;
  private PostgresServer standby;

  Row14FailoverIT(Score score) {
    this.score = score;
  }

  @BeforeEach
  void replicate() {
    primary = PostgresServer.start();
    standby = primary.standby();
  }

  @AfterEach
  void stop() {
    standby.close();
    primary.close();
  }

  /** The address names both servers. */
  @Test
  void followsToTheOtherHost() {
    String url =
        primary
            .url()
            .replace(
                "127.0.0.1:" + primary.port(),
                "127.0.0.1:%d,127.0.0.1:%d".formatted(primary.port(), standby.port()));
    try (Bench bench =
        Bench.start(
                primary,
                score,
                s -> s.withUrl(url + "?targetServerType=primary").withSession(SESSION))
            .endingOn(standby)) {
      boolean opens = opens(bench);
      score.target("opens with two hosts and targetServerType=primary", opens);
      Load load = Load.start(bench, CLIENTS, Duration.ofMillis(10));
      if (opens) {
        Await.until(LIMIT, () -> load.successes() > 10 * CLIENTS, "it serves before");
      }
      long promoted = failOver();
      awaitWrites(bench, load, promoted, "two hosts");
    }
  }

  /**
   * One address that stands for the primary and is moved too late: in the meantime the pool has
   * filled itself with connections to the server that is a standby now, and they stay open.
   */
  @Test
  void leavesStaleConnectionsBehind() throws IOException {
    try (FaultProxy address = FaultProxy.before(primary.url());
        Bench bench =
            Bench.start(
                    primary, score, s -> s.withUrl(address.url(primary.url())).withSession(SESSION))
                .endingOn(standby)) {
      bench.awaitFull();
      failOver();
      Await.until(
          LIMIT,
          () -> bench.get("/ledger/0").isSuccess() && bench.database().stats().checkedIn() >= 20,
          "the pool is filled with connections to the old primary");
      int stale = bench.database().stats().total();
      address.pointTo(standby.url());
      long moved = System.nanoTime();
      Load load = Load.start(bench, CLIENTS, Duration.ofMillis(10));
      awaitWrites(bench, load, moved, "one address");
      score.atMost("errors of stale connections", load.errors(), stale);
    }
  }

  private long failOver() {
    primary.stop();
    standby.promote();
    long promoted = System.nanoTime();
    primary.follow(standby);
    score.injected(1);
    return promoted;
  }

  private void awaitWrites(Bench bench, Load load, long since, String how) {
    Duration recovery;
    try {
      Await.until(LIMIT, bench::serves, "it writes again");
      recovery = Bench.since(since);
      assertThat(bench.serves()).isTrue();
    } catch (AssertionError never) {
      recovery = LIMIT;
    }
    load.stop();
    score.recovery(recovery).errors(load.errors()).latency(load.worst());
    score.atMost("writing after, " + how, recovery, WITHIN);
    score.atMost("errors without Retry-After", load.unshed(), 0);
  }

  private static boolean opens(Bench bench) {
    try {
      bench.awaitFull();
      return true;
    } catch (AssertionError nothingOpened) {
      return false;
    }
  }
}
