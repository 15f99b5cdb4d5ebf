package dev.heddle.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {

  @Test
  void comparesWithTheBestOtherRoundByRound() {
    List<Line> lines =
        List.of(
            line("heddle", 1, 150, 2_000),
            line("vertx", 1, 100, 1_000),
            line("javalin", 1, 90, 1_000),
            line("heddle", 2, 300, 4_000),
            line("vertx", 2, 100, 3_000),
            line("javalin", 2, 90, 1_000),
            line("heddle", 3, 120, 6_000),
            line("vertx", 3, 100, 5_000),
            line("javalin", 3, 90, 1_000));

    assertThat(Comparison.of(lines).sentences())
        .containsExactly(
            "/db at 16 connections: heddle 150/s is 1.50 times the best other, vertx with 100/s"
                + " (1.20 to 3.00 over 3 rounds); p99 4.0 ms against 3.0 ms");
  }

  @Test
  void saysNothingWithoutARival() {
    assertThat(Comparison.of(List.of(line("heddle", 1, 150, 2_000))).sentences()).isEmpty();
    assertThat(Comparison.of(List.of(line("vertx", 1, 150, 2_000))).sentences()).isEmpty();
  }

  private static Line line(String contender, int round, double rate, double p99) {
    return Line.of("http", contender, "/db", "", 16, round, rate)
        .withTimes(null, new Quantiles(1, p99, p99, p99));
  }
}
