package dev.heddle.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.bench.results.Finding;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import dev.heddle.bench.results.ResultFile;
import dev.heddle.bench.results.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PageTest {

  @Test
  void thePageNeedsNoNetworkAndNoScript() {
    String page = Page.of(results());

    assertThat(page)
        .doesNotContain("src=")
        .doesNotContain("@import")
        .doesNotContain("url(")
        .doesNotContain("<script")
        .doesNotContainPattern("href=\"(?!#)");
  }

  @Test
  void thePageFitsAPhoneAndTheDark() {
    assertThat(Page.of(results()))
        .contains("width=device-width")
        .contains("prefers-color-scheme: dark");
  }

  @Test
  void aScenarioOfSessionsIsPlottedByWorkersAndByPercentile() {
    assertThat(Page.of(results()))
        .contains("Throughput by workers")
        .contains("Latency by percentile")
        .contains("polyline");
  }

  @Test
  void aSweepIsPlottedByConnections() {
    List<Line> lines = new ArrayList<>();
    for (int size : new int[] {2, 8}) {
      lines.add(
          Line.of("sweep", "heddle-transaction", size + " connections", "", 50, 1, 1_000 * size)
              .withTimes(null, new Quantiles(1, 2, 3, 4))
              .with("poolSize", size));
    }

    assertThat(Page.of(new Results(Map.of(), true, lines, List.of())))
        .contains("Throughput by connections")
        .contains("p99 by connections");
  }

  @Test
  void anOverloadIsPlottedByArrivals() throws IOException {
    Results committed = ResultFile.read(Path.of("bench", "results", "overload.json"));

    assertThat(Page.of(committed))
        .contains("Throughput by arrivals as a multiple of capacity")
        .contains("p99 by arrivals as a multiple of capacity")
        .contains("Refusals by arrivals as a multiple of capacity")
        .contains("javalin");
  }

  @Test
  void whatOthersWroteIsShownAndNotObeyed() {
    Results results =
        new Results(
            Map.of("command", "<script>"), false, List.of(), List.of(new Finding("x", "<b>&")));

    assertThat(Page.of(results)).contains("&lt;script&gt;").doesNotContain("<script>");
    assertThat(Page.of(results)).contains("ended before everything was measured");
  }

  @Test
  void theTableNamesRatioIntervalAndMeaning() {
    assertThat(Table.of(results()))
        .contains("session closed-looping (medians of 3 rounds; times in microseconds)")
        .contains("2.00 [2.00, 2.00]")
        .contains("one SELECT");
  }

  @Test
  void aColumnThatWouldBeEmptyIsLeftOut() {
    assertThat(Table.of(results())).doesNotContain("starved").doesNotContain("server cpu");
  }

  private static Results results() {
    List<Line> lines = new ArrayList<>();
    for (int round = 1; round <= 3; round++) {
      for (int workers : new int[] {10, 50}) {
        lines.add(line("hikari-raw", workers, round, 1_000));
        lines.add(line("heddle-read", workers, round, 2_000));
      }
    }
    return new Results(Map.of("java", "25"), true, lines, List.of());
  }

  private static Line line(String contender, int workers, int round, double rate) {
    TreeMap<Double, Double> curve = new TreeMap<>(Map.of(50.0, 10.0, 99.0, 20.0, 100.0, 40.0));
    return Line.of("session", contender, "closed-looping", "one SELECT", workers, round, rate)
        .withTimes(null, new Quantiles(10, 20, 30, 40, curve));
  }
}
