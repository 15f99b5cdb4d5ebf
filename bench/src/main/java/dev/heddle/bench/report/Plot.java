package dev.heddle.bench.report;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

/** One plot of curves, as SVG with a legend. */
final class Plot {

  private static final int WIDTH = 480;
  private static final int HEIGHT = 300;
  private static final int LEFT = 64;
  private static final int RIGHT = 24;
  private static final int TOP = 12;
  private static final int BOTTOM = 50;
  private static final int COLOURS = 10;

  /** Curves of the same contender have the same colour in every plot of a page. */
  private static final List<String> KNOWN =
      List.of(
          "heddle-transaction",
          "hikari-raw",
          "heddle-read",
          "helidon-dbclient",
          "agroal",
          "heddle-last",
          "pgbench-transaction",
          "pgbench-single",
          "pgbench-pipeline");

  private final String title;
  private final String subtitle;
  private String xAxis = "";
  private String yAxis = "";
  private boolean logX;
  private boolean logY;
  private boolean percentiles;
  private Map<String, SortedMap<Double, Double>> curves = Map.of();

  private Plot(String title, String subtitle) {
    this.title = title;
    this.subtitle = subtitle;
  }

  static Plot of(String title, String subtitle) {
    return new Plot(title, subtitle);
  }

  Plot axes(String x, String y) {
    xAxis = x;
    yAxis = y;
    return this;
  }

  Plot logarithmicX() {
    logX = true;
    return this;
  }

  Plot logarithmicY() {
    logY = true;
    return this;
  }

  /** The horizontal axis counts nines. */
  Plot percentiles() {
    percentiles = true;
    return this;
  }

  Plot curves(Map<String, SortedMap<Double, Double>> named) {
    curves = new LinkedHashMap<>(named);
    return this;
  }

  /** The whole, as HTML. */
  String figure() {
    StringBuilder html = new StringBuilder("<figure><figcaption>");
    html.append(Page.escaped(title));
    if (!subtitle.isEmpty()) {
      html.append("<small>").append(Page.escaped(subtitle)).append("</small>");
    }
    html.append("</figcaption>\n");
    html.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
            .formatted(WIDTH, HEIGHT, Page.escaped(title + " " + subtitle)));
    draw(html);
    html.append("</svg>\n<div class=legend>");
    int index = 0;
    for (String name : curves.keySet()) {
      html.append(
          "<span><i style=\"background:var(--c%d)\"></i>%s</span>"
              .formatted(colour(name, index++), Page.escaped(name)));
    }
    return html.append("</div></figure>\n").toString();
  }

  private void draw(StringBuilder html) {
    double[] x = range(true);
    double[] y = range(false);
    DoubleUnaryOperator across =
        value -> LEFT + (scaled(value, logX) - x[0]) / (x[1] - x[0]) * (WIDTH - LEFT - RIGHT);
    DoubleUnaryOperator up =
        value ->
            HEIGHT
                - BOTTOM
                - (scaled(value, logY) - y[0]) / (y[1] - y[0]) * (HEIGHT - TOP - BOTTOM);
    for (Map.Entry<Double, String> tick : ticksY(y).entrySet()) {
      double at = up.applyAsDouble(tick.getKey());
      html.append(
          svg(
              "<line class=grid x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              LEFT, WIDTH - RIGHT, at, at));
      html.append(
          svg(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n",
              LEFT - 6, at + 4, tick.getValue()));
    }
    for (Map.Entry<Double, String> tick : ticksX().entrySet()) {
      html.append(
          svg(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n",
              across.applyAsDouble(tick.getKey()), HEIGHT - BOTTOM + 20, tick.getValue()));
    }
    html.append(
        svg(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
            WIDTH - RIGHT, HEIGHT - 6, Page.escaped(xAxis)));
    html.append(
        svg("<text x=\"4\" y=\"%d\">%s</text>\n", HEIGHT - 6, Page.escaped("up: " + yAxis)));
    int index = 0;
    for (Map.Entry<String, SortedMap<Double, Double>> curve : curves.entrySet()) {
      curve(html, curve.getValue(), colour(curve.getKey(), index++), across, up);
    }
  }

  private static void curve(
      StringBuilder html,
      SortedMap<Double, Double> points,
      int colour,
      DoubleUnaryOperator across,
      DoubleUnaryOperator up) {
    List<String> path = new ArrayList<>();
    StringBuilder dots = new StringBuilder();
    points.forEach(
        (x, y) -> {
          String at = svg("%.1f,%.1f", across.applyAsDouble(x), up.applyAsDouble(y));
          path.add(at);
          if (points.size() <= 12) {
            dots.append(
                svg(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"var(--c%d)\"/>",
                    across.applyAsDouble(x), up.applyAsDouble(y), colour));
          }
        });
    html.append(
        svg(
            "<polyline class=curve stroke=\"var(--c%d)\" points=\"%s\"/>%s\n",
            colour, String.join(" ", path), dots));
  }

  /** From the least to the most; a linear vertical axis begins at zero, so that bars are honest. */
  private double[] range(boolean horizontal) {
    boolean log = horizontal ? logX : logY;
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    for (SortedMap<Double, Double> curve : curves.values()) {
      for (Map.Entry<Double, Double> point : curve.entrySet()) {
        double value = scaled(horizontal ? point.getKey() : point.getValue(), log);
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    if (least > most) {
      return new double[] {0, 1};
    }
    if (!horizontal && !log) {
      return new double[] {0, most <= 0 ? 1 : most * 1.08};
    }
    if (!horizontal) {
      return new double[] {Math.floor(least), Math.max(Math.floor(least) + 1, most + 0.1)};
    }
    return most - least < 1e-9 ? new double[] {least - 1, most + 1} : new double[] {least, most};
  }

  private SortedMap<Double, String> ticksX() {
    SortedMap<Double, String> ticks = new TreeMap<>();
    if (percentiles) {
      for (String percentile : List.of("50", "90", "99", "99.9", "99.99")) {
        ticks.put(Plots.nines(Double.parseDouble(percentile)), percentile);
      }
      ticks.put(Plots.nines(100), "max");
      return ticks;
    }
    TreeSet<Double> values = new TreeSet<>();
    curves.values().forEach(curve -> values.addAll(curve.keySet()));
    values.forEach(value -> ticks.put(value, Table.number(value)));
    return ticks;
  }

  private SortedMap<Double, String> ticksY(double[] range) {
    SortedMap<Double, String> ticks = new TreeMap<>();
    if (logY) {
      for (int power = (int) Math.ceil(range[0]); power <= range[1]; power++) {
        ticks.put(Math.pow(10, power), abbreviated(Math.pow(10, power)));
      }
      return ticks;
    }
    double step = step(range[1] / 5);
    for (double value = 0; value <= range[1]; value += step) {
      ticks.put(value, abbreviated(value));
    }
    return ticks;
  }

  /** The next of 1, 2, 2.5, 5, 10, 20, … */
  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (factor * power >= least) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String abbreviated(double value) {
    return value >= 1_000
        ? Table.number(value / 1_000) + " k"
        : value >= 1 || value == 0
            ? Table.number(value)
            : String.format(Locale.ROOT, "%s", (float) value);
  }

  private static double scaled(double value, boolean log) {
    return log ? Math.log10(Math.max(value, 1e-6)) : value;
  }

  private static int colour(String name, int index) {
    int known = KNOWN.indexOf(name);
    return (known >= 0 ? known : index) % COLOURS;
  }

  @FormatMethod
  private static String svg(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
