package dev.heddle.bench.results;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that one run measured, or measured so far.
 *
 * @param environment what it was measured on and with, in the order to be shown
 * @param complete false when the run was stopped before its end
 * @param lines one for each contender, variant, number of workers and round
 * @param findings what the scenarios concluded
 */
public record Results(
    Map<String, String> environment, boolean complete, List<Line> lines, List<Finding> findings) {

  /** The version of the file's format: fields may be added to it, never changed. */
  public static final int SCHEMA = 1;

  /** The contender that the others are compared with. */
  public static final String BASELINE = "hikari-raw";

  /** A copy is kept. */
  public Results {
    environment = new LinkedHashMap<>(environment);
    lines = List.copyOf(lines);
    findings = List.copyOf(findings);
  }

  /** The measurements in the order of their first line, each over its rounds. */
  public List<Summary> summaries() {
    Map<Line.Key, List<Line>> byKey = new LinkedHashMap<>();
    for (Line line : lines) {
      byKey.computeIfAbsent(line.key(), _ -> new java.util.ArrayList<>()).add(line);
    }
    return byKey.entrySet().stream()
        .map(entry -> Summary.of(entry.getValue(), byKey.get(entry.getKey().of(BASELINE))))
        .toList();
  }
}
