package dev.heddle.bench.session;

import dev.heddle.bench.Bench;
import dev.heddle.bench.Options;
import dev.heddle.bench.child.ChildFailedException;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Results;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Interleaved rounds: in each, every contender runs every case at every number of workers, one
 * contender after the other, so that a drifting machine hits all alike.
 *
 * @param cases what is measured, one after the other
 * @param workers how many at once
 * @param rate arrivals per second of open loops; null: half of the baseline's closed rate
 * @param seconds measured time of each line
 * @param rounds how many
 * @param warmSeconds the longest warm-up of a fresh JVM
 */
record Rounds(
    List<Case> cases,
    List<Integer> workers,
    @Nullable Double rate,
    double seconds,
    int rounds,
    double warmSeconds) {

  /**
   * One way to measure.
   *
   * @param variant its name in the results
   * @param operation what a session does
   * @param loop how sessions are asked for
   * @param holders workers beside those of the figures that hold a connection for a second at a
   *     time
   */
  record Case(String variant, Operation operation, Loop loop, int holders) {

    Case(String variant, Operation operation, Loop loop) {
      this(variant, operation, loop, 0);
    }
  }

  /** Long enough for a JVM to compile what it runs, unless it is slow, which its line then says. */
  static final double WARM_SECONDS = 8;

  /** A JVM's start, and the opening of its pool. */
  private static final Duration START = Duration.ofMillis(1_500);

  private static final double SETTLE_SECONDS = 0.5;
  private static final double OPEN_SHARE = 0.5;
  private static final int WARM_WORKERS = 20;

  /** The longest that it may take for these contenders. */
  Duration bound(Options options, List<String> contenders) {
    double all = 0;
    for (String name : contenders) {
      long mine = cases.stream().filter(each -> supports(name, each)).count();
      all += rounds * mine * workers.size() * (seconds + SETTLE_SECONDS);
      if (Entrant.of(name).isEmpty()) {
        all += rounds * mine * workers.stream().mapToDouble(Pgbench::connectSeconds).sum();
      } else {
        all += (options.isFreshEachRound() ? rounds : 1) * (START.toMillis() / 1e3 + warmSeconds);
      }
    }
    if (isBaselineNeeded(contenders)) {
      all += START.toMillis() / 1e3 + warmSeconds + seconds + SETTLE_SECONDS;
    }
    return Duration.ofMillis((long) (all * 1_000));
  }

  /** The most connections at once; those of pgbench are one for each worker, while it runs. */
  int connections(Options options, List<String> contenders) {
    int pools = (int) contenders.stream().filter(name -> Entrant.of(name).isPresent()).count();
    int clients = pools < contenders.size() ? Collections.max(workers) : 0;
    // The baseline's trial stands beside the contender that waits for its rate.
    int trials = isBaselineNeeded(contenders) ? 1 : 0;
    return options.isFreshEachRound()
        ? Math.max((Math.min(pools, 1) + trials) * options.poolMost(), clients)
        : (pools + trials) * options.poolMost() + clients;
  }

  /** Measures all rounds. */
  void measure(Bench bench) throws IOException, InterruptedException {
    Map<String, Competitor> kept = new HashMap<>();
    double[] arrivals = {rate == null ? 0 : rate};
    try {
      for (int round = 1; round <= rounds; round++) {
        for (String name : bench.contenders()) {
          if (cases.stream().anyMatch(each -> supports(name, each))) {
            contender(bench, name, round, kept, arrivals);
          }
        }
      }
    } finally {
      kept.values().forEach(Competitor::close);
    }
  }

  private static boolean supports(String contender, Case asked) {
    return Competitor.supports(contender, asked.operation(), asked.loop());
  }

  private void contender(
      Bench bench, String name, int round, Map<String, Competitor> kept, double[] arrivals)
      throws IOException, InterruptedException {
    @Nullable Competitor competitor = kept.remove(name);
    boolean healthy = false;
    try {
      double warmedFor = 0;
      if (competitor == null) {
        bench.step("%s, round %d of %d: start".formatted(name, round, rounds), START);
        competitor = Competitor.open(bench, name, bench.options().poolSize());
        warmedFor = warm(bench, competitor, round);
      }
      for (Case each : cases) {
        for (int count : workers) {
          if (supports(name, each)) {
            bench.add(
                run(bench, competitor, each, count, round, arrivals)
                    .with("warmSeconds", warmedFor));
          }
        }
      }
      healthy = true;
    } catch (ChildFailedException e) {
      bench.miss("%s did not finish round %d: %s".formatted(name, round, e.getMessage()));
    } finally {
      if (competitor != null && healthy && !bench.options().isFreshEachRound()) {
        kept.put(name, competitor);
      } else if (competitor != null) {
        competitor.close();
      }
    }
  }

  /** With the first case, since each JVM must be as warm as the others when it counts. */
  private double warm(Bench bench, Competitor competitor, int round)
      throws InterruptedException, ChildFailedException {
    Duration limit = Duration.ofMillis((long) (warmSeconds * 1_000));
    bench.step("%s, round %d of %d: warm-up".formatted(competitor.title(), round, rounds), limit);
    Case first =
        cases.stream().filter(each -> supports(competitor.title(), each)).findFirst().orElseThrow();
    return competitor.warm(
        load(new Case("", first.operation(), Loop.CLOSED_LOOPING), WARM_WORKERS, 0), limit);
  }

  private Line run(
      Bench bench, Competitor competitor, Case asked, int count, int round, double[] arrivals)
      throws IOException, InterruptedException, ChildFailedException {
    boolean open = asked.loop().arrival() == Load.Arrival.OPEN;
    if (open && arrivals[0] <= 0) {
      arrivals[0] = arrivalRate(bench, competitor);
    }
    bench.step(
        "%s, round %d of %d: %s, %d workers"
            .formatted(competitor.title(), round, rounds, asked.variant(), count),
        Duration.ofMillis((long) ((seconds + SETTLE_SECONDS) * 1_000)));
    Measured measured = competitor.run(load(asked, count, arrivals[0]));
    if (measured.errors() > 0) {
      bench.find(
          "%s, %s, %d workers: %d errors, the first: %s"
              .formatted(
                  competitor.title(),
                  asked.variant(),
                  count,
                  measured.errors(),
                  measured.firstError()));
    }
    Line line =
        measured.line(
            Line.of(
                bench.scenario(),
                competitor.title(),
                asked.variant(),
                competitor.semantics(asked.operation()),
                count,
                round,
                measured.sessionsPerSecond()));
    if (asked.holders() > 0) {
      line = line.with("holders", asked.holders()).with("holds", (double) measured.holds());
    }
    return open ? line.with("arrivalsPerSecond", arrivals[0]) : line;
  }

  /** Half of what the baseline does in a closed loop, or else this contender. */
  private double arrivalRate(Bench bench, Competitor competitor)
      throws IOException, InterruptedException, ChildFailedException {
    double closed;
    if (isBaselineNeeded(bench.contenders()) && !competitor.title().equals(Results.BASELINE)) {
      bench.step("how many sessions %s does".formatted(Results.BASELINE), START);
      try (Competitor baseline =
          Competitor.open(bench, Results.BASELINE, bench.options().poolSize())) {
        warm(bench, baseline, 1);
        closed = trial(baseline);
      }
    } else {
      closed = trial(competitor);
    }
    return Math.max(1, Math.floor(closed * OPEN_SHARE));
  }

  private double trial(Competitor competitor) throws InterruptedException, ChildFailedException {
    Case trial = new Case("", cases.getFirst().operation(), Loop.CLOSED_LOOPING);
    return competitor.run(load(trial, WARM_WORKERS, 0)).sessionsPerSecond();
  }

  private boolean isBaselineNeeded(List<String> contenders) {
    return rate == null
        && contenders.contains(Results.BASELINE)
        && cases.stream().anyMatch(each -> each.loop().arrival() == Load.Arrival.OPEN);
  }

  private Load load(Case asked, int count, double arrivals) {
    return new Load(
        asked.operation(),
        asked.loop().arrival(),
        asked.loop().threads(),
        count,
        asked.holders(),
        arrivals,
        (long) (SETTLE_SECONDS * 1e9),
        (long) (seconds * 1e9));
  }
}
