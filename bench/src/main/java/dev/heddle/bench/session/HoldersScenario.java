package dev.heddle.bench.session;

import dev.heddle.bench.Options;
import java.util.List;
import picocli.CommandLine.Command;

/** Short sessions beside those that hold their connection for a second. */
@Command(
    name = "holders",
    description =
        "Sessions that hold their connection for a millisecond, beside workers that hold one for a"
            + " second at a time, fewer than the pool has and more. All figures are those of the"
            + " short sessions.")
public final class HoldersScenario extends RoundsScenario {

  @Override
  public String name() {
    return "holders";
  }

  @Override
  public List<String> contenders() {
    return Competitor.titles().stream()
        .filter(title -> Competitor.supports(title, Operation.HOLD, Loop.CLOSED_LOOPING))
        .toList();
  }

  @Override
  public boolean isOfTour() {
    return false;
  }

  @Override
  Rounds rounds(Options options) {
    int most = options.poolMost();
    return new Rounds(
        List.of(beside(0), beside(Math.max(1, most / 2)), beside(2 * most)),
        options.workers(200),
        null,
        options.seconds(5),
        options.rounds(3),
        Rounds.WARM_SECONDS);
  }

  private static Rounds.Case beside(int holders) {
    return new Rounds.Case(holders + " holders", Operation.HOLD, Loop.CLOSED_LOOPING, holders);
  }
}
