package dev.heddle.bench.report;

import dev.heddle.bench.results.Finding;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import dev.heddle.bench.results.Results;
import dev.heddle.bench.results.Spread;
import dev.heddle.bench.results.Statistics.Interval;
import dev.heddle.bench.results.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The results as text: a row for each measurement, the medians over its rounds. */
public final class Table {

  private static final List<String> HEADERS =
      List.of(
          "contender",
          "workers",
          "per second",
          "x hikari-raw [interval]",
          "acquire p50/p99/p99.9/max",
          "session p50/p99/p99.9/max",
          "starved",
          "per worker",
          "cpu client/server",
          "others",
          "errors");

  private Table() {}

  /** All of it. */
  public static String of(Results results) {
    StringBuilder text = new StringBuilder();
    Map<String, List<Summary>> parts = new java.util.LinkedHashMap<>();
    for (Summary summary : results.summaries()) {
      Line line = summary.typical();
      parts
          .computeIfAbsent(
              line.scenario() + (line.variant().isEmpty() ? "" : " " + line.variant()),
              _ -> new ArrayList<>())
          .add(summary);
    }
    parts.forEach((title, summaries) -> part(text, title, summaries));
    semantics(text, results);
    for (Finding finding : results.findings()) {
      text.append("%s: %s%n".formatted(finding.scenario(), finding.text()));
    }
    return text.toString();
  }

  private static void part(StringBuilder text, String title, List<Summary> summaries) {
    int rounds = summaries.getFirst().typical().round();
    text.append("%n%s (medians of %d rounds; times in microseconds)%n".formatted(title, rounds));
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADERS);
    summaries.forEach(summary -> rows.add(row(summary)));
    append(text, rows);
  }

  private static List<String> row(Summary summary) {
    Line line = summary.typical();
    Spread spread = line.sessionsPerWorker();
    return List.of(
        line.contender(),
        Integer.toString(line.workers()),
        number(line.sessionsPerSecond()),
        ratio(summary),
        times(line.acquireMicros()),
        times(line.sessionMicros()),
        spread == null ? "-" : "%d of %d".formatted(line.starvedWorkers(), line.workers()),
        spread == null
            ? "-"
            : "%s/%s/%s"
                .formatted(number(spread.min()), number(spread.median()), number(spread.max())),
        number(line.clientCpuMicrosPerSession()) + "/" + number(line.serverCpuMicrosPerSession()),
        percent(line.othersShare()),
        Long.toString(line.errors()));
  }

  private static String ratio(Summary summary) {
    Double ratio = summary.ratio();
    Interval interval = summary.interval();
    return ratio == null || interval == null
        ? "-"
        : String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", ratio, interval.low(), interval.high());
  }

  private static String times(@Nullable Quantiles times) {
    return times == null
        ? "-"
        : "%s/%s/%s/%s"
            .formatted(
                number(times.p50()),
                number(times.p99()),
                number(times.p999()),
                number(times.max()));
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "-" : String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  private static String number(@Nullable Double value) {
    return value == null ? "-" : number(value.doubleValue());
  }

  /** Three digits are all that the noise leaves. */
  static String number(double value) {
    return value == Math.rint(value) || Math.abs(value) >= 100
        ? String.format(Locale.ROOT, "%.0f", value)
        : Math.abs(value) >= 10
            ? String.format(Locale.ROOT, "%.1f", value)
            : String.format(Locale.ROOT, "%.2f", value);
  }

  private static void semantics(StringBuilder text, Results results) {
    Map<String, String> byContender = new TreeMap<>();
    results
        .lines()
        .forEach(
            line -> byContender.put(line.scenario() + " " + line.contender(), line.semantics()));
    text.append("\nWhat one of them is:\n");
    List<List<String>> rows = new ArrayList<>();
    byContender.forEach((name, meaning) -> rows.add(List.of(name, meaning)));
    append(text, rows);
    text.append('\n');
  }

  private static void append(StringBuilder text, List<List<String>> rows) {
    int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        String gap = " ".repeat(widths[i] - cell.length());
        line.append(' ').append(i == 0 ? cell + gap : i == columns - 1 ? cell : cell + gap);
        line.append(' ');
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
