package dev.heddle.bench.results;

import dev.heddle.bench.results.Statistics.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One measurement over its rounds: the median round's figures, and the ratio to the baseline.
 *
 * @param typical a line with the medians; its round is the number of rounds
 * @param rates sessions per second of each round
 * @param ratio the median rate over the baseline's; null without a baseline
 * @param interval of the ratio, from the ratios within each round; null without a baseline
 */
public record Summary(
    Line typical, List<Double> rates, @Nullable Double ratio, @Nullable Interval interval) {

  /** Sums up the rounds of one measurement, compared with those of the baseline, if any. */
  static Summary of(List<Line> rounds, @Nullable List<Line> baseline) {
    double[] rates = rates(rounds);
    List<Double> listed = Arrays.stream(rates).boxed().toList();
    Line typical = typical(rounds);
    if (baseline == null) {
      return new Summary(typical, listed, null, null);
    }
    double[] paired = paired(rounds, baseline);
    double ratio = Statistics.median(rates) / Statistics.median(rates(baseline));
    return paired.length == 0
        ? new Summary(typical, listed, null, null)
        : new Summary(typical, listed, ratio, Statistics.ofMedian(paired));
  }

  private static double[] rates(List<Line> rounds) {
    return rounds.stream().mapToDouble(Line::sessionsPerSecond).toArray();
  }

  /** Within a round both ran on the same machine at nearly the same time. */
  private static double[] paired(List<Line> rounds, List<Line> baseline) {
    Map<Integer, Double> byRound =
        baseline.stream()
            .collect(Collectors.toMap(Line::round, Line::sessionsPerSecond, (first, _) -> first));
    return rounds.stream()
        .mapToDouble(
            line -> line.sessionsPerSecond() / byRound.getOrDefault(line.round(), Double.NaN))
        .filter(Double::isFinite)
        .toArray();
  }

  private static Line typical(List<Line> rounds) {
    Line first = rounds.getFirst();
    return new Line(
        first.scenario(),
        first.contender(),
        first.variant(),
        first.semantics(),
        first.workers(),
        rounds.size(),
        Statistics.median(rates(rounds)),
        quantiles(rounds, Line::acquireMicros),
        quantiles(rounds, Line::sessionMicros),
        spread(rounds),
        rounds.stream().mapToInt(Line::starvedWorkers).max().orElse(0),
        median(rounds, Line::clientCpuMicrosPerSession),
        median(rounds, Line::serverCpuMicrosPerSession),
        median(rounds, Line::othersShare),
        rounds.stream().mapToLong(Line::errors).sum(),
        more(rounds));
  }

  private static @Nullable Double median(
      List<Line> rounds, Function<Line, @Nullable Double> figure) {
    double[] values =
        rounds.stream()
            .map(figure)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .toArray();
    return values.length == 0 ? null : Statistics.median(values);
  }

  private static @Nullable Quantiles quantiles(
      List<Line> rounds, Function<Line, @Nullable Quantiles> times) {
    List<Quantiles> all = rounds.stream().map(times).filter(Objects::nonNull).toList();
    if (all.isEmpty()) {
      return null;
    }
    SortedMap<Double, Double> curve = new TreeMap<>();
    for (double percentile : all.getFirst().curve().keySet()) {
      curve.put(percentile, median(all, each -> each.curve().getOrDefault(percentile, 0.0)));
    }
    return new Quantiles(
        median(all, Quantiles::p50),
        median(all, Quantiles::p99),
        median(all, Quantiles::p999),
        all.stream().mapToDouble(Quantiles::max).max().orElse(0),
        curve);
  }

  private static double median(
      List<Quantiles> all, java.util.function.ToDoubleFunction<Quantiles> figure) {
    return Statistics.median(all.stream().mapToDouble(figure).toArray());
  }

  /** The worst round for the slowest worker, so that starvation in one round is not hidden. */
  private static @Nullable Spread spread(List<Line> rounds) {
    List<Spread> all =
        rounds.stream().map(Line::sessionsPerWorker).filter(Objects::nonNull).toList();
    return all.isEmpty()
        ? null
        : new Spread(
            all.stream().mapToDouble(Spread::min).min().orElse(0),
            Statistics.median(all.stream().mapToDouble(Spread::median).toArray()),
            all.stream().mapToDouble(Spread::max).max().orElse(0));
  }

  private static SortedMap<String, Double> more(List<Line> rounds) {
    SortedMap<String, Double> medians = new TreeMap<>();
    for (String name : rounds.getFirst().more().keySet()) {
      medians.put(
          name,
          Statistics.median(
              rounds.stream()
                  .map(line -> line.more().get(name))
                  .filter(Objects::nonNull)
                  .mapToDouble(Double::doubleValue)
                  .toArray()));
    }
    return medians;
  }
}
