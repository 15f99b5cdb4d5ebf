package dev.heddle.bench.report;

import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import dev.heddle.bench.results.Spread;
import dev.heddle.bench.results.Statistics.Interval;
import dev.heddle.bench.results.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table of measurements that are worth comparing. A column that would be empty is left out.
 *
 * @param title what they have in common
 * @param headers the columns' names
 * @param rows a row for each measurement, the medians over its rounds
 */
record Part(String title, List<String> headers, List<List<String>> rows) {

  /** Figures that other columns show, or that only the result file keeps. */
  private static final Set<String> NOT_SHOWN =
      Set.of("sessions", "longestUnfinishedMicros", "warmSeconds");

  private static final String NONE = "-";

  /** A column: its name, and what it shows of a measurement. */
  private record Column(String header, Function<Summary, String> cell) {}

  /**
   * One for each variant of a scenario; a single one when each variant has but one contender, so
   * that figures that belong together stand together.
   */
  static List<Part> of(List<Summary> summaries) {
    Map<String, List<Summary>> byVariant = new LinkedHashMap<>();
    summaries.forEach(
        summary ->
            byVariant
                .computeIfAbsent(summary.typical().variant(), _ -> new ArrayList<>())
                .add(summary));
    String scenario = summaries.getFirst().typical().scenario();
    if (isTogether(summaries)) {
      return List.of(part(scenario, summaries, true));
    }
    return byVariant.entrySet().stream()
        .map(entry -> part((scenario + " " + entry.getKey()).strip(), entry.getValue(), false))
        .toList();
  }

  /** Whether there are variants, and each has but one contender. */
  static boolean isTogether(List<Summary> summaries) {
    Map<String, Set<String>> contenders = new LinkedHashMap<>();
    summaries.forEach(
        summary ->
            contenders
                .computeIfAbsent(summary.typical().variant(), _ -> new TreeSet<>())
                .add(summary.typical().contender()));
    return contenders.size() > 1 && contenders.values().stream().allMatch(each -> each.size() == 1);
  }

  /** What each contender's session is; by variant where that makes the difference. */
  static Map<String, String> meanings(List<Summary> summaries) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (Summary summary : summaries) {
      Line line = summary.typical();
      boolean same =
          summaries.stream()
              .filter(other -> other.typical().contender().equals(line.contender()))
              .allMatch(other -> other.typical().semantics().equals(line.semantics()));
      byName.put(
          same ? line.contender() : line.contender() + " " + line.variant(), line.semantics());
    }
    return byName;
  }

  private static Part part(String title, List<Summary> summaries, boolean variants) {
    List<Column> columns = new ArrayList<>();
    if (variants) {
      columns.add(new Column("what", summary -> summary.typical().variant()));
    }
    columns.add(new Column("contender", summary -> summary.typical().contender()));
    columns.add(new Column("workers", summary -> "" + summary.typical().workers()));
    columns.add(
        new Column("per second", summary -> Table.number(summary.typical().sessionsPerSecond())));
    columns.add(new Column("x hikari-raw [interval]", Part::ratio));
    columns.add(
        new Column(
            "acquire p50/p99/p99.9/max", summary -> times(summary.typical().acquireMicros())));
    columns.add(
        new Column(
            "session p50/p99/p99.9/max", summary -> times(summary.typical().sessionMicros())));
    columns.add(new Column("starved", Part::starved));
    columns.add(new Column("per worker min/median/max", Part::perWorker));
    columns.add(
        new Column("client cpu", summary -> number(summary.typical().clientCpuMicrosPerSession())));
    columns.add(
        new Column("server cpu", summary -> number(summary.typical().serverCpuMicrosPerSession())));
    columns.add(new Column("others", summary -> percent(summary.typical().othersShare())));
    columns.add(new Column("errors", summary -> "" + summary.typical().errors()));
    for (String name : more(summaries)) {
      columns.add(new Column(words(name), summary -> number(summary.typical().more().get(name))));
    }
    List<Column> filled =
        columns.stream()
            .filter(
                column ->
                    summaries.stream().anyMatch(each -> !column.cell().apply(each).equals(NONE)))
            .toList();
    int rounds = summaries.stream().mapToInt(each -> each.typical().round()).max().orElse(0);
    return new Part(
        "%s (medians of %d round%s; times in microseconds)"
            .formatted(title, rounds, rounds == 1 ? "" : "s"),
        filled.stream().map(Column::header).toList(),
        summaries.stream()
            .map(each -> filled.stream().map(column -> column.cell().apply(each)).toList())
            .toList());
  }

  private static Set<String> more(List<Summary> summaries) {
    return summaries.stream()
        .flatMap(summary -> summary.typical().more().keySet().stream())
        .filter(name -> !NOT_SHOWN.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The name of a figure as words: {@code poolSize} is "pool size". */
  private static String words(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
  }

  private static String ratio(Summary summary) {
    Double ratio = summary.ratio();
    Interval interval = summary.interval();
    return ratio == null || interval == null
        ? NONE
        : String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", ratio, interval.low(), interval.high());
  }

  private static String starved(Summary summary) {
    Line line = summary.typical();
    return line.sessionsPerWorker() == null
        ? NONE
        : "%d of %d".formatted(line.starvedWorkers(), line.workers());
  }

  private static String perWorker(Summary summary) {
    Spread spread = summary.typical().sessionsPerWorker();
    return spread == null
        ? NONE
        : "%s/%s/%s"
            .formatted(
                Table.number(spread.min()),
                Table.number(spread.median()),
                Table.number(spread.max()));
  }

  private static String times(@Nullable Quantiles times) {
    return times == null
        ? NONE
        : "%s/%s/%s/%s"
            .formatted(
                Table.number(times.p50()),
                Table.number(times.p99()),
                Table.number(times.p999()),
                Table.number(times.max()));
  }

  private static String percent(@Nullable Double share) {
    return share == null ? NONE : String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  private static String number(@Nullable Double value) {
    return value == null ? NONE : Table.number(value.doubleValue());
  }
}
