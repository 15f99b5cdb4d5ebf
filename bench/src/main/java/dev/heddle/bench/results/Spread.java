package dev.heddle.bench.results;

/**
 * How many sessions each worker got: percentiles of a closed loop hide those who got none.
 *
 * @param min the worker with the fewest
 * @param median the worker in the middle
 * @param max the worker with the most
 */
public record Spread(double min, double median, double max) {

  /** The spread of these counts, one for each worker. */
  public static Spread of(long[] counts) {
    double[] sorted = java.util.Arrays.stream(counts).asDoubleStream().sorted().toArray();
    return sorted.length == 0
        ? new Spread(0, 0, 0)
        : new Spread(sorted[0], Statistics.median(sorted), sorted[sorted.length - 1]);
  }
}
