package dev.heddle.bench.results;

import dev.heddle.bench.results.Statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What became faster or slower between two runs. Where both measured the baseline in the same way,
 * each rate is taken as a share of the baseline's in the same round, so that a faster machine is
 * not taken for a faster contender.
 *
 * @param changes one for each measurement that both have
 * @param onlyBefore measurements that only the first has
 * @param onlyAfter measurements that only the second has
 */
public record Comparison(
    List<Change> changes, List<Line.Key> onlyBefore, List<Line.Key> onlyAfter) {

  /** An interval that covers the truth less often than this cannot tell. */
  private static final double ENOUGH = 0.89;

  /** What a change means. */
  public enum Verdict {
    FASTER,
    SLOWER,
    SAME,
    TOO_FEW_ROUNDS
  }

  /**
   * How one measurement changed.
   *
   * @param key which
   * @param before median rate
   * @param after median rate
   * @param ratio after over before; of shares of the baseline, when relative
   * @param interval of the ratio
   * @param relative whether the baseline's own change was taken out
   */
  public record Change(
      Line.Key key,
      double before,
      double after,
      double ratio,
      Interval interval,
      boolean relative) {

    /** Faster or slower only when the interval leaves no room for no change. */
    public Verdict verdict() {
      if (interval.coverage() < ENOUGH) {
        return Verdict.TOO_FEW_ROUNDS;
      }
      // No rate before and none after have no ratio.
      if (interval.holds(1) || Double.isNaN(ratio)) {
        return Verdict.SAME;
      }
      return ratio > 1 ? Verdict.FASTER : Verdict.SLOWER;
    }
  }

  /** Compares all measurements. */
  public static Comparison of(Results before, Results after) {
    Map<Line.Key, List<Line>> old = byKey(before);
    Map<Line.Key, List<Line>> now = byKey(after);
    List<Change> changes = new ArrayList<>();
    List<Line.Key> onlyBefore = new ArrayList<>();
    old.forEach(
        (key, lines) -> {
          List<Line> newer = now.get(key);
          if (newer == null) {
            onlyBefore.add(key);
          } else {
            changes.add(change(key, lines, newer, old, now));
          }
        });
    List<Line.Key> onlyAfter = now.keySet().stream().filter(key -> !old.containsKey(key)).toList();
    return new Comparison(changes, onlyBefore, onlyAfter);
  }

  private static Change change(
      Line.Key key,
      List<Line> before,
      List<Line> after,
      Map<Line.Key, List<Line>> old,
      Map<Line.Key, List<Line>> now) {
    List<Line> oldBaseline = old.getOrDefault(key.of(Results.BASELINE), List.of());
    List<Line> newBaseline = now.getOrDefault(key.of(Results.BASELINE), List.of());
    double[] oldShares = shares(before, oldBaseline);
    double[] newShares = shares(after, newBaseline);
    boolean relative =
        !key.contender().equals(Results.BASELINE) && oldShares.length > 0 && newShares.length > 0;
    double[] a = relative ? oldShares : rates(before);
    double[] b = relative ? newShares : rates(after);
    return new Change(
        key,
        Statistics.median(rates(before)),
        Statistics.median(rates(after)),
        Statistics.change(a, b),
        Statistics.ofChange(a, b),
        relative);
  }

  private static double[] rates(List<Line> lines) {
    return lines.stream().mapToDouble(Line::sessionsPerSecond).toArray();
  }

  private static double[] shares(List<Line> lines, List<Line> baseline) {
    Map<Integer, Double> byRound = new LinkedHashMap<>();
    baseline.forEach(line -> byRound.put(line.round(), line.sessionsPerSecond()));
    return lines.stream()
        .mapToDouble(
            line -> line.sessionsPerSecond() / byRound.getOrDefault(line.round(), Double.NaN))
        .filter(Double::isFinite)
        .toArray();
  }

  private static Map<Line.Key, List<Line>> byKey(Results results) {
    Map<Line.Key, List<Line>> all = new LinkedHashMap<>();
    results
        .lines()
        .forEach(line -> all.computeIfAbsent(line.key(), _ -> new ArrayList<>()).add(line));
    return all;
  }

  /** As text, a line for each measurement. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Change change : changes) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-14s %s: %.0f -> %.0f per second, x %.2f [%.2f, %.2f]%s%n",
              word(change.verdict()),
              name(change.key()),
              change.before(),
              change.after(),
              change.ratio(),
              change.interval().low(),
              change.interval().high(),
              change.relative() ? " relative to " + Results.BASELINE : ""));
    }
    onlyBefore.forEach(key -> text.append("only before    %s%n".formatted(name(key))));
    onlyAfter.forEach(key -> text.append("only after     %s%n".formatted(name(key))));
    if (changes.isEmpty()) {
      text.append("The two have no measurement in common.\n");
    }
    return text.toString();
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case FASTER -> "faster";
      case SLOWER -> "slower";
      case SAME -> "no difference";
      case TOO_FEW_ROUNDS -> "too few rounds";
    };
  }

  private static String name(Line.Key key) {
    return "%s%s, %s, %d workers"
        .formatted(
            key.scenario(),
            key.variant().isEmpty() ? "" : " " + key.variant(),
            key.contender(),
            key.workers());
  }
}
