package dev.heddle.bench.session;

import dev.heddle.bench.BenchException;
import dev.heddle.bench.Options;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Acquire, begin, read by primary key, commit, release: no HTTP. */
@Command(
    name = "session",
    description =
        "No HTTP: N workers, each acquire, begin, primary-key SELECT, commit, release. Closed loop,"
            + " and open loop at a fixed arrival rate corrected for coordinated omission; looping"
            + " workers, and a fresh virtual thread for each session.")
public final class SessionScenario extends RoundsScenario {

  @Option(
      names = "--rate",
      paramLabel = "<n>",
      description =
          "Arrivals per second of the open loop. Without it: half of what hikari-raw, or else the"
              + " first contender, did in the first closed loop.")
  private @Nullable Double rate;

  @Option(
      names = "--loops",
      split = ",",
      paramLabel = "<name>",
      description = "Of closed-looping, closed-fresh, open-looping, open-fresh (default: all).")
  private @Nullable List<String> loops;

  @Override
  public String name() {
    return "session";
  }

  @Override
  public List<String> contenders() {
    return Competitor.titles();
  }

  @Override
  Rounds rounds(Options options) {
    boolean tour = options.isTour();
    return new Rounds(
        loops(tour).stream()
            .map(loop -> new Rounds.Case(loop.title(), Operation.SELECT, loop))
            .toList(),
        tour ? options.workers(10, 50) : options.workers(10, 50, 500),
        checkedRate(),
        options.seconds(tour ? 0.5 : 2),
        options.rounds(tour ? 2 : 3),
        tour ? Rounds.WARM_SECONDS * 3 / 8 : Rounds.WARM_SECONDS);
  }

  private @Nullable Double checkedRate() {
    Double given = rate;
    if (given != null && !(given > 0 && given <= 1e7)) {
      throw BenchException.usage("--rate takes more than 0, at most 10000000, not " + given);
    }
    return given;
  }

  private List<Loop> loops(boolean tour) {
    List<String> names = loops;
    if (names != null) {
      return names.stream().map(Loop::of).toList();
    }
    return tour ? List.of(Loop.CLOSED_LOOPING) : List.of(Loop.values());
  }
}
