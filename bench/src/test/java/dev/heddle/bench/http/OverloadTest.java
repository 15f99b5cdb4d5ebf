package dev.heddle.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.bench.BenchException;
import dev.heddle.bench.Options;
import dev.heddle.bench.load.Load;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.server.Contender;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OverloadTest {

  private static final long MILLI = 1_000_000;

  @Test
  void goodputIsAShareOfTheCapacity() {
    Line line = overload().line(2);

    assertThat(line.variant()).isEqualTo("/db at 3.0x");
    assertThat(line.sessionsPerSecond()).isEqualTo(95.0);
    assertThat(line.errors()).isEqualTo(5);
    assertThat(line.more())
        .containsEntry("goodputShare", 0.95)
        .containsEntry("capacity", 100.0)
        .containsEntry("arrivalsPerSecond", 300.0)
        .containsEntry("refusalsPerSecond", 200.0);
    assertThat(line.more().get("refusalP99Micros")).isBetween(4_000.0, 4_010.0);
    assertThat(line.more().get("refusalAfterSendingP99Micros")).isBetween(2_000.0, 2_005.0);
  }

  @Test
  void theSentenceTellsWhatWasReached() {
    assertThat(overload().sentence())
        .isEqualTo(
            "heddle, /db at 3.0 times its capacity of 100/s: goodput is 0.95 of it, p99 of the"
                + " accepted 50 ms, 200/s were refused, half of them within 2.0 ms and 99 of 100"
                + " within 2.0 ms, 5 failed or were not answered; the generator was late by 1.0 ms"
                + " at p99");
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    assertThatThrownBy(() -> bound("--factors", "0"))
        .isInstanceOf(BenchException.class)
        .hasMessage("--factors takes 0.01 to 100, not 0.0");
    assertThatThrownBy(() -> bound("--path", "/nowhere"))
        .isInstanceOf(BenchException.class)
        .hasMessageStartingWith("--path takes /plaintext, ")
        .hasMessageEndingWith(", not '/nowhere'");
  }

  private static Duration bound(String... arguments) {
    OverloadScenario scenario = new OverloadScenario();
    new CommandLine(scenario).parseArgs(arguments);
    return scenario.bound(new Options());
  }

  private static Overload overload() {
    Load load =
        new Load(
            Duration.ofSeconds(2),
            600,
            190,
            histogram(190, 50 * MILLI),
            histogram(400, 4 * MILLI),
            histogram(400, 2 * MILLI),
            2,
            2,
            1,
            histogram(600, MILLI));
    return new Overload(Contender.HEDDLE, Endpoint.of("/db"), 100, 3, load);
  }

  private static Histogram histogram(int count, long value) {
    Histogram histogram = new Histogram(3);
    histogram.recordValueWithCount(value, count);
    return histogram;
  }
}
