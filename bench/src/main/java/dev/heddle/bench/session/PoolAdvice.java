package dev.heddle.bench.session;

import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Statistics;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Which pool size to take, from lines with a {@code poolSize}: the smallest whose rate is within a
 * twentieth of the best. More connections than that only move the queue from the pool, where it is
 * fair and bounded, into the database.
 *
 * @param size connections
 * @param reason why, with the figures
 */
record PoolAdvice(int size, String reason) {

  static final String POOL_SIZE = "poolSize";

  private static final double GOOD_ENOUGH = 0.95;

  /**
   * A size's medians over its rounds.
   *
   * @param rate sessions per second
   * @param p99 of whole sessions, microseconds
   * @param spread from the slowest round to the fastest, as a share of the rate
   */
  private record Point(int size, double rate, double p99, double spread) {}

  /** The advice for this many workers. */
  static PoolAdvice of(List<Line> lines, int workers) {
    List<Point> curve =
        lines.stream()
            .filter(line -> line.workers() == workers)
            .collect(
                Collectors.groupingBy(
                    line -> line.more().getOrDefault(POOL_SIZE, 0.0).intValue(),
                    TreeMap::new,
                    Collectors.toList()))
            .entrySet()
            .stream()
            .map(
                entry ->
                    new Point(
                        entry.getKey(),
                        median(entry.getValue(), Line::sessionsPerSecond),
                        median(entry.getValue(), PoolAdvice::p99),
                        spread(entry.getValue())))
            .toList();
    if (curve.isEmpty()) {
      throw new IllegalArgumentException("no line with %d workers".formatted(workers));
    }
    Point best = curve.stream().max(Comparator.comparingDouble(Point::rate)).orElseThrow();
    Point advised =
        curve.stream()
            .filter(point -> point.rate() >= GOOD_ENOUGH * best.rate())
            .min(Comparator.comparingInt(Point::size))
            .orElseThrow();
    return new PoolAdvice(advised.size(), reason(workers, curve, best, advised));
  }

  private static String reason(int workers, List<Point> curve, Point best, Point advised) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "with %d workers %d connections do %.0f sessions/s at a p99 of %.1f ms",
                workers,
                advised.size(),
                advised.rate(),
                advised.p99() / 1_000));
    text.append(
        best.equals(advised)
            ? ", the most of all sizes"
            : String.format(
                Locale.ROOT,
                ", within 5 %% of the most, %.0f sessions/s with %d",
                best.rate(),
                best.size()));
    Point first = curve.getFirst();
    Point last = curve.getLast();
    if (!first.equals(advised)) {
      text.append(String.format(Locale.ROOT, "; %d do %.0f", first.size(), first.rate()));
    }
    if (!last.equals(advised) && !last.equals(best)) {
      text.append(
          String.format(
              Locale.ROOT,
              "; %d do %.0f at a p99 of %.1f ms",
              last.size(),
              last.rate(),
              last.p99() / 1_000));
    }
    if (last.equals(advised)) {
      text.append("; it is the largest that was tried, so try larger ones with --sizes");
    }
    double rounds = Statistics.median(curve.stream().mapToDouble(Point::spread).toArray());
    double sizes = 1 - curve.stream().mapToDouble(Point::rate).min().orElseThrow() / best.rate();
    if (rounds > sizes) {
      text.append(
          String.format(
              Locale.ROOT,
              "; the rounds of a size differ by %.0f %%, and the sizes by %.0f %%, so this is a"
                  + " hint only: measure longer, with --seconds and --rounds",
              100 * rounds,
              100 * sizes));
    }
    return text.toString();
  }

  private static double median(List<Line> lines, ToDoubleFunction<Line> figure) {
    return Statistics.median(lines.stream().mapToDouble(figure).toArray());
  }

  private static double spread(List<Line> lines) {
    DoubleSummaryStatistics rates =
        lines.stream().mapToDouble(Line::sessionsPerSecond).summaryStatistics();
    return (rates.getMax() - rates.getMin()) / median(lines, Line::sessionsPerSecond);
  }

  private static double p99(Line line) {
    return line.sessionMicros() == null ? 0 : line.sessionMicros().p99();
  }
}
