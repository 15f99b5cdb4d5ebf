package dev.heddle.bench.report;

import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import dev.heddle.bench.results.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/**
 * The plots that a scenario's figures allow: time by percentile, rate by workers, and rate by each
 * further figure that a scenario varied, such as the pool's size or the load.
 */
final class Plots {

  /** Figures that are varied by a scenario, with the words for their axis. */
  private static final Map<String, String> VARIED =
      Map.of("poolSize", "connections", "factor", "arrivals as a multiple of capacity");

  private Plots() {}

  /** All of them, as HTML. */
  static List<String> of(List<Summary> summaries) {
    List<String> figures = new ArrayList<>();
    VARIED.forEach((name, axis) -> varied(figures, summaries, name, axis));
    if (figures.isEmpty()) {
      Map<String, List<Line>> byVariant = new LinkedHashMap<>();
      summaries.forEach(
          summary ->
              byVariant
                  .computeIfAbsent(summary.typical().variant(), _ -> new ArrayList<>())
                  .add(summary.typical()));
      byVariant.forEach((variant, lines) -> byWorkers(figures, variant, lines));
      // Single figures, such as the seed's, have nothing to be compared with in a plot.
      if (!Part.isTogether(summaries)) {
        byVariant.forEach((variant, lines) -> byPercentile(figures, variant, lines));
      }
    }
    if (figures.isEmpty()) {
      return List.of();
    }
    List<String> all = new ArrayList<>(List.of("<div class=plots>\n"));
    all.addAll(figures);
    all.add("</div>\n");
    return all;
  }

  private static void byWorkers(List<String> figures, String variant, List<Line> lines) {
    if (lines.stream().map(Line::workers).distinct().count() < 2) {
      return;
    }
    figures.add(
        Plot.of("Throughput by workers", variant)
            .axes("workers", "per second")
            .logarithmicX()
            .curves(curves(lines, Line::contender, Line::workers, Line::sessionsPerSecond))
            .figure());
  }

  /** One plot for each number of workers: the curves of all contenders. */
  private static void byPercentile(List<String> figures, String variant, List<Line> lines) {
    for (int workers : new TreeSet<>(lines.stream().map(Line::workers).toList())) {
      Map<String, SortedMap<Double, Double>> curves = new LinkedHashMap<>();
      for (Line line : lines) {
        Quantiles times = line.sessionMicros();
        if (line.workers() == workers && times != null && times.curve().size() > 2) {
          TreeMap<Double, Double> curve = new TreeMap<>();
          times
              .curve()
              .forEach(
                  (percentile, micros) ->
                      curve.put(nines(percentile), Math.max(0.001, micros / 1_000)));
          curves.put(line.contender(), curve);
        }
      }
      if (!curves.isEmpty()) {
        figures.add(
            Plot.of("Latency by percentile", "%s, %d workers".formatted(variant, workers))
                .axes("percentile", "milliseconds")
                .percentiles()
                .logarithmicY()
                .curves(curves)
                .figure());
      }
    }
  }

  private static void varied(
      List<String> figures, List<Summary> summaries, String name, String axis) {
    List<Line> lines =
        summaries.stream()
            .map(Summary::typical)
            .filter(line -> line.more().containsKey(name))
            .toList();
    if (lines.isEmpty()) {
      return;
    }
    ToDoubleFunction<Line> x = line -> line.more().getOrDefault(name, 0.0);
    java.util.function.Function<Line, String> curve = named(lines);
    figures.add(
        plot("Throughput by " + axis, name)
            .axes(axis, "per second")
            .curves(curves(lines, curve, x, Line::sessionsPerSecond))
            .figure());
    List<Line> timed = lines.stream().filter(line -> line.sessionMicros() != null).toList();
    figures.add(
        plot("p99 by " + axis, name)
            .axes(axis, "milliseconds")
            .logarithmicY()
            .curves(curves(timed, curve, x, Plots::p99Millis))
            .figure());
    List<Line> refused =
        lines.stream().filter(line -> line.more().containsKey("refusalsPerSecond")).toList();
    if (!refused.isEmpty()) {
      figures.add(
          Plot.of("Refusals by " + axis, "")
              .axes(axis, "per second")
              .curves(
                  curves(
                      refused,
                      curve,
                      x,
                      line -> line.more().getOrDefault("refusalsPerSecond", 0.0)))
              .figure());
    }
  }

  /** A curve's name says no more than what tells it from the others. */
  private static java.util.function.Function<Line, String> named(List<Line> lines) {
    if (lines.stream().map(Line::workers).distinct().count() == 1) {
      return Line::contender;
    }
    return lines.stream().map(Line::contender).distinct().count() > 1
        ? line -> "%s, %d workers".formatted(line.contender(), line.workers())
        : line -> "%d workers".formatted(line.workers());
  }

  /** Sizes double from one to the next. */
  private static Plot plot(String title, String varied) {
    Plot plot = Plot.of(title, "");
    return varied.equals("poolSize") ? plot.logarithmicX() : plot;
  }

  private static double p99Millis(Line line) {
    Quantiles times = line.sessionMicros();
    return times == null ? 0 : Math.max(0.001, times.p99() / 1_000);
  }

  private static Map<String, SortedMap<Double, Double>> curves(
      List<Line> lines,
      java.util.function.Function<Line, String> curve,
      ToDoubleFunction<Line> x,
      ToDoubleFunction<Line> y) {
    Map<String, SortedMap<Double, Double>> curves = new LinkedHashMap<>();
    for (Line line : lines) {
      curves
          .computeIfAbsent(curve.apply(line), _ -> new TreeMap<>())
          .put(x.applyAsDouble(line), y.applyAsDouble(line));
    }
    return curves;
  }

  /** Each further nine takes as much room as the one before; the last point stands for the most. */
  static double nines(double percentile) {
    return percentile >= 100 ? 4.5 : -Math.log10(1 - percentile / 100);
  }
}
