package dev.heddle.bench.session;

import dev.heddle.bench.Bench;
import dev.heddle.bench.child.ChildFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A contender that is ready to run loads. */
interface Competitor extends AutoCloseable {

  /** The names of all, in the order in which a round goes through them. */
  static List<String> titles() {
    return Stream.concat(Entrant.titles().stream(), PgbenchMode.titles().stream()).toList();
  }

  /**
   * Starts one, with a pool of this size, or of Heddle's defaults when it is zero.
   *
   * @throws ChildFailedException when it does not start
   */
  static Competitor open(Bench bench, String title, int poolSize)
      throws IOException, InterruptedException, ChildFailedException {
    Optional<Entrant> entrant = Entrant.of(title);
    return entrant.isPresent()
        ? Contestant.open(bench, entrant.get(), poolSize)
        : Pgbench.open(bench, PgbenchMode.of(title));
  }

  /** Whether it can do that, asked for in that way. */
  static boolean supports(String title, Operation operation, Loop loop) {
    return Entrant.of(title).isPresent()
        ? Entrant.of(title).get().supports(operation)
        : loop == Loop.CLOSED_LOOPING && PgbenchMode.of(title).supports(operation);
  }

  /** Its name in every output. */
  String title();

  /** What one session of it does, in words. */
  String semantics(Operation operation);

  /** Runs the load until its rate is steady, at most for the time; returns the seconds it took. */
  double warm(Load load, Duration limit) throws InterruptedException, ChildFailedException;

  /** Runs the load. */
  Measured run(Load load) throws InterruptedException, ChildFailedException;

  @Override
  void close();
}
