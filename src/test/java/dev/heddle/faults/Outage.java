package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that goes away under load and comes back: users get refusals that tell them to come
 * back, orchestrators hear that the service lives and is not ready, and it serves again soon.
 */
final class Outage {

  private static final int CLIENTS = 20;
  private static final Duration PACE = Duration.ofMillis(10);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration SERVING_WITHIN = Duration.ofSeconds(1);

  /** How long there must be no error before an outage counts as over. */
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final PostgresServer server;
  private final Score score;
  private final Bench bench;
  private final AtomicInteger deadAnswers = new AtomicInteger();
  private final AtomicInteger notReadyAnswers = new AtomicInteger();
  private volatile boolean over;

  private Outage(PostgresServer server, Score score, Bench bench) {
    this.server = server;
    this.score = score;
    this.bench = bench;
  }

  /**
   * Breaks the server under load and measures until it serves again.
   *
   * @param fault makes the server go away, and begins to bring it back
   */
  static Outage of(PostgresServer server, Score score, Bench bench, Runnable fault) {
    Outage outage = new Outage(server, score, bench);
    outage.run(fault);
    return outage;
  }

  private void run(Runnable fault) {
    Load load = Load.start(bench, CLIENTS, PACE);
    Await.until(LIMIT, () -> load.successes() >= 10 * CLIENTS, "it serves before the fault");
    long before = load.errors();
    Thread probes = Thread.ofVirtual().start(this::probe);
    try (Connection witness = server.connect()) {
      fault.run();
      score.injected(1);
      Await.until(LIMIT, () -> isGone(witness), "the server has thrown everyone out");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    long accepted = server.awaitAccepting();
    Await.until(LIMIT, () -> isQuiet(load), "there are no more errors");
    load.stop();
    over = true;
    join(probes);

    Duration recovery = Duration.ofNanos(Math.max(0, load.lastError() - accepted));
    score.errors(load.errors() - before).latency(load.worst()).recovery(recovery);
    score.atMost("serving after", recovery, SERVING_WITHIN);
    score.atMost("errors without Retry-After", load.unshed(), 0);
    score.target("live 200", deadAnswers.get() == 0);
    assertThat(load.errorsByKind()).as("errors").doesNotContainKey("500");
    assertThat(bench.serves()).isTrue();
  }

  /** How often an orchestrator was told that the service was not ready. */
  int notReadyAnswers() {
    return notReadyAnswers.get();
  }

  private void probe() {
    while (!over) {
      if (bench.get("/observe/health/live").status() != 200) {
        deadAnswers.incrementAndGet();
      }
      if (bench.get("/observe/health/ready").status() == 503) {
        notReadyAnswers.incrementAndGet();
      }
    }
  }

  private static boolean isGone(Connection witness) throws SQLException {
    return !witness.isValid(1);
  }

  private static boolean isQuiet(Load load) {
    return System.nanoTime() - load.lastError() > QUIET.toNanos();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
