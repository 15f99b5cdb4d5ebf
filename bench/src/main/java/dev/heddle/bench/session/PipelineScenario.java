package dev.heddle.bench.session;

import dev.heddle.bench.Bench;
import dev.heddle.bench.Options;
import dev.heddle.bench.Scenario;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;

/** Twenty reads in one session. */
@Command(
    name = "pipeline",
    description = "Twenty reads by primary key in one session, one by one or in fewer round trips.")
public final class PipelineScenario implements Scenario {

  @Override
  public String name() {
    return "pipeline";
  }

  @Override
  public List<String> contenders() {
    return Competitor.titles().stream()
        .filter(title -> Competitor.supports(title, Operation.READ_TWENTY, Loop.CLOSED_LOOPING))
        .toList();
  }

  @Override
  public List<String> tourContenders() {
    return List.of("heddle-read", "hikari-raw", "pgbench-pipeline");
  }

  @Override
  public Duration bound(Options options) {
    return rounds(options).bound(options, chosen(options));
  }

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException {
    rounds(bench.options()).measure(bench);
  }

  private static Rounds rounds(Options options) {
    boolean tour = options.isTour();
    return new Rounds(
        List.of(new Rounds.Case("twenty-reads", Operation.READ_TWENTY, Loop.CLOSED_LOOPING)),
        tour ? options.workers(10) : options.workers(10, 50),
        null,
        options.seconds(tour ? 1 : 2),
        options.rounds(tour ? 1 : 3),
        tour ? Rounds.WARM_SECONDS / 4 : Rounds.WARM_SECONDS);
  }
}
