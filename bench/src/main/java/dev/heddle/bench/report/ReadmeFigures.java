package dev.heddle.bench.report;

import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import dev.heddle.bench.results.Results;
import dev.heddle.bench.results.Statistics.Interval;
import dev.heddle.bench.results.Summary;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The figures of the project's README, made from a committed result file and never typed. They
 * stand between two comments, the first of which names the file.
 */
public final class ReadmeFigures {

  private static final Pattern BLOCK =
      Pattern.compile(
          "(<!-- figures of (\\S+) -->\\n).*?(<!-- end of figures -->)", Pattern.DOTALL);

  private static final String SCENARIO = "session";
  private static final String VARIANT = "closed-looping";

  private ReadmeFigures() {}

  /** The result file that the README names, relative to the project's folder. */
  public static Optional<String> file(String readme) {
    Matcher matcher = BLOCK.matcher(readme);
    return matcher.find() ? Optional.of(matcher.group(2)) : Optional.empty();
  }

  /** The README with the figures of these results in the place of the old ones. */
  public static String replaced(String readme, Results results) {
    return BLOCK
        .matcher(readme)
        .replaceFirst(
            found -> Matcher.quoteReplacement(found.group(1) + of(results) + found.group(3)));
  }

  /** The figures as Markdown. */
  static String of(Results results) {
    List<Summary> sessions =
        results.summaries().stream()
            .filter(summary -> summary.typical().scenario().equals(SCENARIO))
            .filter(summary -> summary.typical().variant().equals(VARIANT))
            .toList();
    Set<Integer> workers = new TreeSet<>();
    Set<String> contenders = new LinkedHashSet<>();
    sessions.forEach(
        summary -> {
          workers.add(summary.typical().workers());
          contenders.add(summary.typical().contender());
        });
    StringBuilder text = new StringBuilder("\n| sessions per second |");
    workers.forEach(count -> text.append(" %d workers |".formatted(count)));
    text.append(" p99 | client CPU |\n|---|")
        .append("---|".repeat(workers.size() + 2))
        .append('\n');
    for (String contender : contenders) {
      text.append("| ").append(contender).append(" |");
      for (int count : workers) {
        text.append(' ')
            .append(find(sessions, contender, count).map(ReadmeFigures::rate).orElse("-"));
        text.append(" |");
      }
      int most = workers.stream().max(Integer::compare).orElse(0);
      Optional<Summary> last = find(sessions, contender, most);
      text.append(' ').append(last.map(ReadmeFigures::p99).orElse("-")).append(" |");
      text.append(' ').append(last.map(ReadmeFigures::cpu).orElse("-")).append(" |\n");
    }
    text.append(
        "\nMedians of %d rounds; in brackets the ratio to hikari-raw with its interval. p99 and CPU with the most workers.\nPostgreSQL %s, `fsync` %s, %s processors, JDK %s: `%s`.\n"
            .formatted(
                sessions.stream().mapToInt(each -> each.typical().round()).max().orElse(0),
                value(results, "postgres.server_version"),
                value(results, "postgres.fsync"),
                value(results, "processors"),
                value(results, "java"),
                value(results, "command")));
    return text.append('\n').toString();
  }

  private static String value(Results results, String name) {
    return results.environment().getOrDefault(name, "unknown");
  }

  private static Optional<Summary> find(List<Summary> all, String contender, int workers) {
    return all.stream()
        .filter(each -> each.typical().contender().equals(contender))
        .filter(each -> each.typical().workers() == workers)
        .findFirst();
  }

  private static String rate(Summary summary) {
    Double ratio = summary.ratio();
    Interval interval = summary.interval();
    String rate = String.format(Locale.ROOT, "%.0f", summary.typical().sessionsPerSecond());
    return ratio == null
            || interval == null
            || summary.typical().contender().equals(Results.BASELINE)
        ? rate
        : String.format(
            Locale.ROOT, "%s (%.2f [%.2f, %.2f])", rate, ratio, interval.low(), interval.high());
  }

  private static String p99(Summary summary) {
    Quantiles times = summary.typical().sessionMicros();
    return times == null ? "-" : String.format(Locale.ROOT, "%.1f ms", times.p99() / 1_000);
  }

  private static String cpu(Summary summary) {
    Line line = summary.typical();
    Double cpu = line.clientCpuMicrosPerSession();
    return cpu == null ? "-" : String.format(Locale.ROOT, "%.0f µs", cpu);
  }
}
