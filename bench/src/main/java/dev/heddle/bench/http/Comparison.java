package dev.heddle.bench.http;

import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import dev.heddle.bench.results.Statistics;
import dev.heddle.bench.server.Contender;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Heddle against the others, endpoint by endpoint and number of connections by number. */
final class Comparison {

  private final Map<String, Map<String, List<Line>>> byCase = new LinkedHashMap<>();

  private Comparison() {}

  /** Of the lines of one run. */
  static Comparison of(List<Line> lines) {
    Comparison comparison = new Comparison();
    for (Line line : lines) {
      comparison
          .byCase
          .computeIfAbsent(
              "%s at %d connections".formatted(line.variant(), line.workers()),
              _ -> new LinkedHashMap<>())
          .computeIfAbsent(line.contender(), _ -> new ArrayList<>())
          .add(line);
    }
    return comparison;
  }

  /** A sentence for each case in which Heddle had a rival. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    byCase.forEach(
        (what, contenders) -> {
          List<Line> heddle = contenders.getOrDefault(Contender.HEDDLE.label(), List.of());
          Optional<Map.Entry<String, List<Line>>> best =
              contenders.entrySet().stream()
                  .filter(each -> !each.getKey().equals(Contender.HEDDLE.label()))
                  .max(Comparator.comparingDouble(each -> rate(each.getValue())));
          if (!heddle.isEmpty() && best.isPresent()) {
            sentences.add(sentence(what, heddle, best.get().getKey(), best.get().getValue()));
          }
        });
    return sentences;
  }

  private static String sentence(String what, List<Line> heddle, String name, List<Line> other) {
    double[] ratios =
        heddle.stream()
            .flatMap(
                mine ->
                    other.stream()
                        .filter(theirs -> theirs.round() == mine.round())
                        .map(theirs -> mine.sessionsPerSecond() / theirs.sessionsPerSecond()))
            .mapToDouble(Double::doubleValue)
            .toArray();
    Statistics.Interval interval = Statistics.ofMedian(ratios);
    return String.format(
        Locale.ROOT,
        "%s: heddle %.0f/s is %.2f times the best other, %s with %.0f/s"
            + " (%.2f to %.2f over %d rounds); p99 %.1f ms against %.1f ms",
        what,
        rate(heddle),
        rate(heddle) / rate(other),
        name,
        rate(other),
        interval.low(),
        interval.high(),
        ratios.length,
        p99(heddle) / 1_000,
        p99(other) / 1_000);
  }

  private static double rate(List<Line> lines) {
    return Statistics.median(lines.stream().mapToDouble(Line::sessionsPerSecond).toArray());
  }

  private static double p99(List<Line> lines) {
    return Statistics.median(lines.stream().mapToDouble(Comparison::p99).toArray());
  }

  private static double p99(Line line) {
    @Nullable Quantiles times = line.sessionMicros();
    return times == null ? Double.NaN : times.p99();
  }
}
