package dev.heddle.bench.report;

import dev.heddle.bench.results.Finding;
import dev.heddle.bench.results.Results;
import dev.heddle.bench.results.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results as text for a terminal. */
public final class Table {

  private Table() {}

  /** All of it. */
  public static String of(Results results) {
    StringBuilder text = new StringBuilder();
    Map<String, List<Summary>> scenarios = new LinkedHashMap<>();
    for (Summary summary : results.summaries()) {
      scenarios.computeIfAbsent(summary.typical().scenario(), _ -> new ArrayList<>()).add(summary);
    }
    scenarios.forEach(
        (name, summaries) -> {
          for (Part part : Part.of(summaries)) {
            text.append('\n').append(part.title()).append('\n');
            List<List<String>> rows = new ArrayList<>(List.of(part.headers()));
            rows.addAll(part.rows());
            append(text, rows);
          }
        });
    scenarios.forEach(
        (name, summaries) -> {
          text.append("\nWhat one of them is: ").append(name).append('\n');
          List<List<String>> rows = new ArrayList<>();
          Part.meanings(summaries)
              .forEach((contender, meaning) -> rows.add(List.of(contender, meaning)));
          append(text, rows);
        });
    text.append('\n');
    for (Finding finding : results.findings()) {
      text.append("%s: %s%n".formatted(finding.scenario(), finding.text()));
    }
    return text.toString();
  }

  /** Three digits are all that the noise leaves. */
  static String number(double value) {
    String pattern =
        value == Math.rint(value) || Math.abs(value) >= 100
            ? "%.0f"
            : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, pattern, value);
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
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append("  ").append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
