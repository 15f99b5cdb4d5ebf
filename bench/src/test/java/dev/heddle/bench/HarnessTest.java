package dev.heddle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.ResultFile;
import dev.heddle.bench.results.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a run says of itself at its end. */
class HarnessTest {

  @TempDir private Path folder;

  @Test
  void aRunOfWhichNothingIsMissingIsComplete() throws IOException {
    assertThat(run(bench -> bench.add(line()))).isZero();
    assertThat(results().complete()).isTrue();
  }

  @Test
  void aContenderThatDidNotFinishMakesItIncomplete() throws IOException {
    int code =
        run(
            bench -> {
              bench.add(line());
              bench.miss("one of them did not start");
            });

    assertThat(code).isOne();
    assertThat(results().complete()).isFalse();
    assertThat(results().lines()).hasSize(1);
    assertThat(results().findings().getFirst().text()).isEqualTo("one of them did not start");
  }

  @Test
  void aScenarioThatFailsLeavesWhatItMeasured() throws IOException {
    int code =
        run(
            bench -> {
              bench.add(line());
              throw new BenchException("the server went away");
            });

    assertThat(code).isOne();
    assertThat(results().complete()).isFalse();
    assertThat(results().lines()).hasSize(1);
  }

  @Test
  void oneThatMeasuredNothingIsNoSuccess() throws IOException {
    assertThat(run(bench -> {})).isOne();
  }

  private int run(Consumer<Bench> measuring) throws IOException {
    Options options = new Options();
    new CommandLine(new Given(options)).parseArgs("--json", file().toString());
    return new Harness(List.of("fake"), options, List.of(new Fake(measuring))).run();
  }

  private Results results() throws IOException {
    return ResultFile.read(file());
  }

  private Path file() {
    return folder.resolve("results.json");
  }

  private static Line line() {
    return Line.of("fake", "nobody", "", "nothing", 1, 1, 100);
  }

  /** Carries the options, as each command does. */
  @CommandLine.Command
  private record Given(@CommandLine.Mixin Options options) {}

  /** A scenario that needs no server. */
  private record Fake(Consumer<Bench> measuring) implements Scenario {

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public List<String> contenders() {
      return List.of("nobody");
    }

    @Override
    public Duration bound(Options options) {
      return Duration.ofSeconds(1);
    }

    @Override
    public boolean usesDatabase() {
      return false;
    }

    @Override
    public void measure(Bench bench) {
      measuring.accept(bench);
    }
  }
}
