package dev.heddle.bench.results;

import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Times in microseconds, as they are reported.
 *
 * @param p50 the median
 * @param p99 99 of 100 were no longer
 * @param p999 999 of 1000 were no longer
 * @param max the longest
 * @param curve time by percentile, for a plot; may be empty
 */
public record Quantiles(
    double p50, double p99, double p999, double max, SortedMap<Double, Double> curve) {

  private static final double[] CURVE = {
    1, 10, 25, 50, 75, 90, 95, 98, 99, 99.5, 99.8, 99.9, 99.95, 99.99, 100
  };

  /** Only the four figures. */
  public Quantiles(double p50, double p99, double p999, double max) {
    this(p50, p99, p999, max, new TreeMap<>());
  }

  /** The figures of a histogram of nanoseconds; all zero when it is empty. */
  public static Quantiles ofNanos(Histogram nanos) {
    return of(nanos, 1_000.0);
  }

  /** The figures of a histogram of microseconds; all zero when it is empty. */
  public static Quantiles ofMicros(Histogram micros) {
    return of(micros, 1.0);
  }

  private static Quantiles of(Histogram histogram, double unitsPerMicro) {
    SortedMap<Double, Double> curve = new TreeMap<>();
    for (double percentile : CURVE) {
      curve.put(percentile, at(histogram, percentile, unitsPerMicro));
    }
    return new Quantiles(
        at(histogram, 50, unitsPerMicro),
        at(histogram, 99, unitsPerMicro),
        at(histogram, 99.9, unitsPerMicro),
        at(histogram, 100, unitsPerMicro),
        curve);
  }

  private static double at(Histogram histogram, double percentile, double unitsPerMicro) {
    return Math.round(histogram.getValueAtPercentile(percentile) / unitsPerMicro * 10) / 10.0;
  }
}
