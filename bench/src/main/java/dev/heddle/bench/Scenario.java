package dev.heddle.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * One command of {@code bench/run}. Its class carries picocli's annotations for its description and
 * its own options; the common ones come as {@link Options}.
 */
public interface Scenario {

  /** The command. */
  String name();

  /** The contenders that it knows, in the order in which a round goes through them. */
  List<String> contenders();

  /** Whether the tour has time for it. */
  default boolean isOfTour() {
    return true;
  }

  /** Those of them that the tour shows; all, unless that would take too long. */
  default List<String> tourContenders() {
    return contenders();
  }

  /** Those that take part with these options, in the order of a round. */
  default List<String> chosen(Options options) {
    return options.contenders(options.isTour() ? tourContenders() : contenders());
  }

  /**
   * The time that it may take at most with these options; said before it begins.
   *
   * @throws BenchException when the options make no sense
   */
  Duration bound(Options options);

  /** Whether it needs a PostgreSQL; a service that runs already brings its own. */
  default boolean usesDatabase() {
    return true;
  }

  /**
   * The most connections that it has open at once. Pools are kept while others are measured when
   * their JVMs are.
   */
  default int connections(Options options) {
    return options.poolMost() * (options.isFreshEachRound() ? 1 : chosen(options).size());
  }

  /**
   * Measures, and gives each line to the bench at once, so that an interrupted run keeps it. Ends
   * soon when the thread is interrupted.
   */
  void measure(Bench bench) throws IOException, InterruptedException;
}
