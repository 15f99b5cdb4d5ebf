package dev.heddle.bench.session;

import dev.heddle.bench.Bench;
import dev.heddle.bench.Options;
import dev.heddle.bench.child.ChildFailedException;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import dev.heddle.bench.results.Results;
import dev.heddle.bench.results.Spread;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Interleaved rounds: in each, every contender runs every loop at every number of workers, one
 * contender after the other, so that a drifting machine hits all alike.
 *
 * @param operation what a session does
 * @param loops how sessions are asked for
 * @param workers how many at once
 * @param rate arrivals per second of open loops; null: half of the baseline's closed rate
 * @param seconds measured time of each line
 * @param rounds how many
 * @param poolSize of every pool; zero for Heddle's defaults
 */
record Rounds(
    Operation operation,
    List<Loop> loops,
    List<Integer> workers,
    @Nullable Double rate,
    double seconds,
    int rounds,
    int poolSize) {

  /** All that can take part in sessions of one statement. */
  static final List<String> CONTENDERS = Entrant.titles();

  /** A JVM's start, and the opening of its pool. */
  private static final Duration START = Duration.ofMillis(1_500);

  private static final double WARM_SECONDS = 8;
  private static final double SETTLE_SECONDS = 0.5;
  private static final double OPEN_SHARE = 0.5;
  private static final int WARM_WORKERS = 20;

  /** The longest that it may take. */
  Duration bound(Options options) {
    int contenders = options.contenders(CONTENDERS).size();
    double lines = loops.size() * workers.size() * (seconds + SETTLE_SECONDS);
    double once = START.toMillis() / 1e3 + WARM_SECONDS;
    double all = contenders * (rounds * lines + (options.isFreshEachRound() ? rounds : 1) * once);
    return Duration.ofMillis((long) (all * 1_000));
  }

  /** Measures all rounds. */
  void measure(Bench bench) throws IOException, InterruptedException {
    Map<String, Contestant> kept = new HashMap<>();
    double[] arrivals = {rate == null ? 0 : rate};
    try {
      for (int round = 1; round <= rounds; round++) {
        for (String name : bench.contenders()) {
          contender(bench, name, round, kept, arrivals);
        }
      }
    } finally {
      kept.values().forEach(Contestant::close);
    }
  }

  private void contender(
      Bench bench, String name, int round, Map<String, Contestant> kept, double[] arrivals)
      throws IOException, InterruptedException {
    Entrant entrant = Entrant.of(name).orElseThrow();
    @Nullable Contestant contestant = kept.get(name);
    try {
      double warmSeconds = 0;
      if (contestant == null) {
        bench.step("%s, round %d of %d: start".formatted(name, round, rounds), START);
        contestant = Contestant.open(bench, entrant, poolSize);
        bench.step(
            "%s, round %d of %d: warm-up".formatted(name, round, rounds),
            Duration.ofMillis((long) (WARM_SECONDS * 1_000)));
        warmSeconds =
            contestant.warm(
                load(Loop.CLOSED_LOOPING, WARM_WORKERS, 0),
                Duration.ofMillis((long) (WARM_SECONDS * 1_000)));
      }
      for (Loop loop : loops) {
        for (int count : workers) {
          run(bench, contestant, loop, count, round, arrivals, warmSeconds);
        }
      }
      if (bench.options().isFreshEachRound()) {
        contestant.close();
      } else {
        kept.put(name, contestant);
      }
    } catch (ChildFailedException e) {
      kept.remove(name);
      if (contestant != null) {
        contestant.close();
      }
      bench.find("%s did not finish round %d: %s".formatted(name, round, e.getMessage()));
    } catch (InterruptedException e) {
      if (contestant != null) {
        contestant.close();
      }
      throw e;
    }
  }

  private void run(
      Bench bench,
      Contestant contestant,
      Loop loop,
      int count,
      int round,
      double[] arrivals,
      double warmSeconds)
      throws InterruptedException, ChildFailedException {
    String name = contestant.entrant().title();
    if (loop.arrival() == Load.Arrival.OPEN && arrivals[0] <= 0) {
      arrivals[0] = arrivalRate(bench, contestant);
    }
    bench.step(
        "%s, round %d of %d: %s, %d workers".formatted(name, round, rounds, loop.title(), count),
        Duration.ofMillis((long) ((seconds + SETTLE_SECONDS) * 1_000)));
    Measured measured = contestant.run(load(loop, count, arrivals[0]));
    if (measured.errors() > 0) {
      bench.find(
          "%s, %s, %d workers: %d errors, the first: %s"
              .formatted(name, loop.title(), count, measured.errors(), measured.firstError()));
    }
    Line line = line(contestant.entrant(), bench, loop, count, round, measured);
    if (loop.arrival() == Load.Arrival.OPEN) {
      line = line.with("arrivalsPerSecond", arrivals[0]);
    }
    bench.add(line.with("warmSeconds", warmSeconds));
  }

  private Line line(
      Entrant entrant, Bench bench, Loop loop, int count, int round, Measured measured) {
    Quantiles acquire =
        measured.acquire().getTotalCount() == 0
            ? null
            : measured.acquireUnit() == 1
                ? Quantiles.ofNanos(measured.acquire())
                : Quantiles.ofMicros(measured.acquire());
    return Line.of(
            bench.scenario(),
            entrant.title(),
            loop.title(),
            entrant.semantics(),
            count,
            round,
            measured.sessionsPerSecond())
        .withTimes(acquire, Quantiles.ofNanos(measured.session()))
        .withWorkers(
            new Spread(measured.least(), measured.median(), measured.most()), measured.starved())
        .withCpu(
            known(measured.cpu().clientMicrosPer(measured.sessions())),
            known(measured.cpu().serverMicrosPer(measured.sessions())),
            known(measured.cpu().othersShare()))
        .withErrors(measured.errors())
        .with("sessions", (double) measured.sessions())
        .with("longestUnfinishedMicros", measured.longestUnfinishedNanos() / 1e3);
  }

  /** Half of what the baseline did in its closed loops, or else this contender in a trial. */
  private double arrivalRate(Bench bench, Contestant contestant)
      throws InterruptedException, ChildFailedException {
    double closed =
        bench.lines().stream()
            .filter(line -> line.contender().equals(Results.BASELINE))
            .filter(line -> line.variant().startsWith("closed"))
            .mapToDouble(Line::sessionsPerSecond)
            .max()
            .orElse(0);
    if (closed <= 0) {
      closed = contestant.run(load(Loop.CLOSED_LOOPING, WARM_WORKERS, 0)).sessionsPerSecond();
    }
    return Math.max(1, Math.floor(closed * OPEN_SHARE));
  }

  private Load load(Loop loop, int count, double arrivals) {
    return new Load(
        operation,
        loop.arrival(),
        loop.threads(),
        count,
        arrivals,
        (long) (SETTLE_SECONDS * 1e9),
        (long) (seconds * 1e9));
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
