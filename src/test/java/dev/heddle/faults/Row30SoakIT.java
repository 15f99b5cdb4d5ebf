package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.SessionSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.FaultRule;
import dev.heddle.testing.FaultRule.Ending;
import dev.heddle.testing.Traffic;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * One fault after the other by chance, for 12 s in the short form and 30 min in the long one, with
 * a moment of peace after each.
 */
@FaultRow(value = 30, differs = "session budget 2 s")
class Row30SoakIT {

  private static final List<Ending> ENDINGS = List.of(Ending.values());
  private static final int CLIENTS = 20;
  private static final Duration PACE = Duration.ofMillis(20);
  private static final Duration LATE = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration DURATION =
      Scale.isLong() ? Duration.ofMinutes(30) : Duration.ofSeconds(7);
  private static final SessionSettings SESSION =
      new SessionSettings(Duration.ofSeconds(2), Duration.ZERO);

  private final Random random = new Random();

  @Test
  void keepsEveryPromise(PostgresServer server, Score score) throws IOException {
    Soil soil = new Soil();
    try (FaultProxy proxy = FaultProxy.before(server.url());
        Bench bench =
            Bench.start(
                server,
                score,
                s -> s.withUrl(proxy.url(server.url())).withSession(SESSION),
                soil::route)) {
      bench.awaitFull();
      Load load = Load.start(bench, CLIENTS, PACE);
      soil.start(bench);
      long start = System.nanoTime();
      while (Bench.since(start).compareTo(DURATION) < 0) {
        score.injected(inject(server, proxy));
        long over = System.nanoTime();
        Await.until(LIMIT, bench::serves, "it serves again");
        score.recovery(Bench.since(over));
      }
      load.stop();
      soil.stop();
      score.target("sessions soiled", soil.left() > 0);
      score.atMost("state that crossed", soil.crossed(), 0);
      score.errors(load.errors()).latency(load.worst());
      score.atMost("worst", load.worst(), SESSION.timeout().plus(LATE));
      score.atMost("503 without Retry-After", load.unshed(), 0);
      score.atMost("errors without an answer", load.errorsByKind().getOrDefault("no answer", 0), 0);
      assertThat(load.errorsByKind()).as("errors").doesNotContainKey("500");
      assertThat(bench.serves()).isTrue();
    }
  }

  /** One fault; returns how often it took place. */
  private long inject(PostgresServer server, FaultProxy proxy) {
    return switch (random.nextInt(11)) {
      case 0 -> server.terminateAll();
      case 1 -> server.terminateOne().all();
      case 2 -> killAndAwait(server);
      case 3 -> {
        server.stopAtOnce();
        server.startAgain();
        yield 1;
      }
      case 4 -> {
        server.freeze();
        pause(500 + random.nextInt(3000));
        server.thaw();
        yield 1;
      }
      case 5 -> {
        server.freezePostmaster();
        pause(500);
        server.thaw();
        yield 1;
      }
      case 6 -> proxy.endAll(ENDINGS.get(random.nextInt(ENDINGS.size())));
      case 7 -> lose(proxy, true);
      case 8 -> lose(proxy, false);
      case 9 -> {
        proxy.shape(Traffic.slicedTo(1));
        pause(500);
        proxy.shape(Traffic.FREE);
        yield 1;
      }
      default -> {
        proxy.shape(Traffic.delayedBy(Duration.ofMillis(random.nextInt(300))));
        pause(1000);
        proxy.shape(Traffic.FREE);
        yield 1;
      }
    };
  }

  private static long killAndAwait(PostgresServer server) {
    if (server.backends() == 0) {
      return 0;
    }
    try (Connection witness = server.connect()) {
      server.killOne();
      // Until the server has noticed, it accepts connections as before.
      Await.until(LIMIT, () -> !witness.isValid(1), "the server lets go of all");
    } catch (SQLException e) {
      throw new AssertionError("the server was away before the fault", e);
    }
    server.awaitAccepting();
    return 1;
  }

  private long lose(FaultProxy proxy, boolean executed) {
    Ending ending = ENDINGS.get(random.nextInt(ENDINGS.size()));
    FaultRule some =
        executed
            ? FaultRule.losingReply(_ -> random.nextInt(4) == 0, ending)
            : FaultRule.losingStatement(_ -> random.nextInt(4) == 0, ending);
    FaultRule rule = some.times(10);
    proxy.add(rule);
    pause(500);
    proxy.clearRules();
    return rule.hits();
  }

  private static void pause(int millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }
}
