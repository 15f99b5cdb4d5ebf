package dev.heddle.bench.results;

import java.util.Arrays;

/** The arithmetic on rounds; it assumes nothing about how the noise is distributed. */
public final class Statistics {

  /** An interval is narrowed only as long as it still covers the truth this often. */
  private static final double COVERAGE = 0.95;

  private Statistics() {}

  /**
   * A range that holds the true value with a known probability.
   *
   * @param low its lower end
   * @param high its upper end
   * @param coverage how often a range made this way holds the true value, 0 to 1; zero for one
   *     round, which says nothing
   */
  public record Interval(double low, double high, double coverage) {

    /** Whether the value is inside. */
    public boolean holds(double value) {
      return low <= value && value <= high;
    }
  }

  /** The middle value, or the mean of the two in the middle; NaN when there are none. */
  public static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /**
   * The interval of a median, from order statistics: each value lies above the true median as often
   * as a coin shows heads, so the k smallest and k largest may be left out as long as the binomial
   * distribution allows. With few rounds it runs from the least to the greatest.
   */
  public static Interval ofMedian(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    if (n == 0) {
      return new Interval(Double.NaN, Double.NaN, 0);
    }
    int left = 0;
    while (2 * (left + 2) <= n && coverage(n, left + 1) >= COVERAGE) {
      left++;
    }
    return new Interval(sorted[left], sorted[n - 1 - left], n == 1 ? 0 : coverage(n, left));
  }

  /** The chance that neither more than n − left − 1 values lie above nor below the true median. */
  private static double coverage(int n, int left) {
    double tail = 0;
    double term = Math.pow(0.5, n);
    for (int i = 0; i <= left; i++) {
      tail += term;
      term = term * (n - i) / (i + 1);
    }
    return 1 - 2 * tail;
  }

  /**
   * How much larger the second sample is than the first, with its interval: the median of all
   * pairwise ratios, after Hodges and Lehmann, with the ranks that Mann and Whitney's test leaves.
   *
   * @return the ratios' interval; {@link Interval#coverage()} is small when there are few rounds
   */
  public static Interval ofChange(double[] before, double[] after) {
    double[] ratios = ratios(before, after);
    if (ratios.length == 0) {
      return new Interval(Double.NaN, Double.NaN, 0);
    }
    double[] chances = rankSums(before.length, after.length);
    int left = 0;
    double tail = chances[0];
    while (2 * (left + 2) <= ratios.length && 1 - 2 * (tail + chances[left + 1]) >= COVERAGE) {
      left++;
      tail += chances[left];
    }
    return new Interval(ratios[left], ratios[ratios.length - 1 - left], Math.max(0, 1 - 2 * tail));
  }

  /** The median of all pairwise ratios of the second sample to the first. */
  public static double change(double[] before, double[] after) {
    return median(ratios(before, after));
  }

  private static double[] ratios(double[] before, double[] after) {
    double[] ratios = new double[before.length * after.length];
    int next = 0;
    for (double old : before) {
      for (double now : after) {
        ratios[next++] = now / old;
      }
    }
    Arrays.sort(ratios);
    return ratios;
  }

  /** The distribution of the Mann-Whitney statistic when nothing changed. */
  private static double[] rankSums(int m, int n) {
    double[][] ways = new double[n + 1][m * n + 1];
    for (double[] row : ways) {
      row[0] = 1;
    }
    // Adds one value of the first sample at a time: f(i, j, u) = f(i - 1, j, u - j) + f(i, j - 1,
    // u).
    for (int i = 1; i <= m; i++) {
      double[][] next = new double[n + 1][m * n + 1];
      next[0][0] = 1;
      for (int j = 1; j <= n; j++) {
        for (int u = 0; u <= i * j; u++) {
          next[j][u] = next[j - 1][u] + (u >= j ? ways[j][u - j] : 0);
        }
      }
      ways = next;
    }
    double all = Arrays.stream(ways[n]).sum();
    return Arrays.stream(ways[n]).map(count -> count / all).toArray();
  }
}
