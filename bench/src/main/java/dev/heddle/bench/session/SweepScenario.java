package dev.heddle.bench.session;

import dev.heddle.bench.Bench;
import dev.heddle.bench.BenchException;
import dev.heddle.bench.Options;
import dev.heddle.bench.Scenario;
import dev.heddle.bench.child.ChildFailedException;
import dev.heddle.bench.results.Line;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How many connections this database is best used with. */
@Command(
    name = "sweep",
    description =
        "Pool size by workers: prints the curve, and recommends database.pool.size for this"
            + " database, with the reason.")
public final class SweepScenario implements Scenario {

  private static final double SETTLE_SECONDS = 0.3;
  private static final double REOPEN_SECONDS = 0.7;
  private static final int WARM_WORKERS = 20;

  @Option(
      names = "--sizes",
      split = ",",
      paramLabel = "<n>",
      description = "The pool sizes to try (default: 2,4,8,16,32,50).")
  private @Nullable List<Integer> sizes;

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public List<String> contenders() {
    return Entrant.titles();
  }

  @Override
  public Duration bound(Options options) {
    int lines = sizes(options).size() * rounds(options);
    double each = REOPEN_SECONDS + workers(options).size() * (SETTLE_SECONDS + seconds(options));
    double all = swept(options).size() * (lines * each + warmSeconds(options) + 1.5);
    return Duration.ofMillis((long) (all * 1_000));
  }

  @Override
  public int connections(Options options) {
    return Collections.max(sizes(options));
  }

  /** One JVM for each contender, since only the sizes are compared; sizes interleave. */
  @Override
  public void measure(Bench bench) throws IOException, InterruptedException {
    for (String name : swept(bench.options())) {
      Entrant entrant = Entrant.of(name).orElseThrow();
      try {
        sweep(bench, entrant);
      } catch (ChildFailedException e) {
        bench.miss("%s did not finish: %s".formatted(name, e.getMessage()));
      }
    }
  }

  private void sweep(Bench bench, Entrant entrant)
      throws IOException, InterruptedException, ChildFailedException {
    Options options = bench.options();
    Duration warm = Duration.ofMillis((long) (warmSeconds(options) * 1_000));
    bench.step(entrant.title() + ": warm-up", warm);
    try (Contestant contestant = Contestant.open(bench, entrant, sizes(options).getFirst())) {
      contestant.warm(load(WARM_WORKERS, seconds(options)), warm);
      for (int round = 1; round <= rounds(options); round++) {
        for (int size : sizes(options)) {
          bench.step(
              "%s, round %d of %d: %d connections"
                  .formatted(entrant.title(), round, rounds(options), size),
              Duration.ofMillis((long) (REOPEN_SECONDS * 1_000)));
          contestant.reopen(bench, size);
          for (int workers : workers(options)) {
            bench.step(
                "%s, round %d of %d: %d connections, %d workers"
                    .formatted(entrant.title(), round, rounds(options), size, workers),
                Duration.ofMillis((long) ((SETTLE_SECONDS + seconds(options)) * 1_000)));
            Measured measured = contestant.run(load(workers, seconds(options)));
            bench.add(line(bench, entrant, size, workers, round, measured));
          }
        }
      }
    }
    advise(bench, entrant);
  }

  private static Line line(
      Bench bench, Entrant entrant, int size, int workers, int round, Measured measured) {
    return measured
        .line(
            Line.of(
                bench.scenario(),
                entrant.title(),
                "%d connections".formatted(size),
                entrant.semantics(Operation.SELECT),
                workers,
                round,
                measured.sessionsPerSecond()))
        .with(PoolAdvice.POOL_SIZE, size);
  }

  private void advise(Bench bench, Entrant entrant) {
    List<Line> lines =
        bench.lines().stream().filter(line -> line.contender().equals(entrant.title())).toList();
    int most = workers(bench.options()).stream().mapToInt(Integer::intValue).max().orElse(1);
    PoolAdvice advice = PoolAdvice.of(lines, most);
    bench.find(
        "%s: database.pool.size %d: %s".formatted(entrant.title(), advice.size(), advice.reason()));
  }

  private static Load load(int workers, double seconds) {
    return new Load(
        Operation.SELECT,
        Load.Arrival.CLOSED,
        Load.Threads.LOOPING,
        workers,
        0,
        0,
        (long) (SETTLE_SECONDS * 1e9),
        (long) (seconds * 1e9));
  }

  /** Heddle's transaction, unless others were asked for. */
  private List<String> swept(Options options) {
    List<String> asked = options.contenders(contenders());
    return asked.equals(contenders()) ? List.of(Entrant.HEDDLE_TRANSACTION.title()) : asked;
  }

  private List<Integer> sizes(Options options) {
    List<Integer> given =
        Optional.ofNullable(sizes)
            .orElse(options.isTour() ? List.of(2, 4, 8, 16, 50) : List.of(2, 4, 8, 16, 32, 50));
    for (int size : given) {
      if (size < 1 || size > 1_000) {
        throw BenchException.usage("--sizes takes 1 to 1000, not " + size);
      }
    }
    return given;
  }

  private static List<Integer> workers(Options options) {
    return options.isTour() ? options.workers(50) : options.workers(10, 50, 200);
  }

  private static double seconds(Options options) {
    return options.seconds(options.isTour() ? 0.5 : 1);
  }

  private static int rounds(Options options) {
    return options.rounds(options.isTour() ? 1 : 3);
  }

  private static double warmSeconds(Options options) {
    return options.isTour() ? Rounds.WARM_SECONDS / 2 : Rounds.WARM_SECONDS;
  }
}
