package dev.heddle.bench.session;

import dev.heddle.bench.Bench;
import dev.heddle.bench.Options;
import dev.heddle.bench.Scenario;
import java.io.IOException;
import java.time.Duration;

/** A scenario that is interleaved rounds of sessions, and nothing else. */
abstract class RoundsScenario implements Scenario {

  /** The rounds with these options. */
  abstract Rounds rounds(Options options);

  @Override
  public final Duration bound(Options options) {
    return rounds(options).bound(options, chosen(options));
  }

  @Override
  public final int connections(Options options) {
    return rounds(options).connections(options, chosen(options));
  }

  @Override
  public final void measure(Bench bench) throws IOException, InterruptedException {
    rounds(bench.options()).measure(bench);
  }
}
