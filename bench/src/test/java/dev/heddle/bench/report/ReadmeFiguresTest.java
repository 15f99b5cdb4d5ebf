package dev.heddle.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import dev.heddle.bench.results.ResultFile;
import dev.heddle.bench.results.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadmeFiguresTest {

  @Test
  void theReadmeShowsNoOtherFiguresThanTheCommittedFileItNames() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    Optional<String> file = ReadmeFigures.file(readme);
    Results results =
        file.isPresent()
            ? ResultFile.read(Path.of(file.get()))
            : new Results(Map.of(), true, List.of(), List.of());

    assertThat(ReadmeFigures.replaced(readme, results))
        .as("to fix: bench/run readme")
        .isEqualTo(readme);
    assertThat(file.isPresent())
        .as("figures stand only between the comments that name their file")
        .isEqualTo(readme.contains("sessions per second |"));
  }

  @Test
  void figuresAreMediansWithTheirRatio() {
    List<Line> lines = new ArrayList<>();
    for (int round = 1; round <= 3; round++) {
      lines.add(line("hikari-raw", round, 1_000));
      lines.add(line("heddle-read", round, 2_000));
    }

    String text = ReadmeFigures.of(new Results(Map.of("java", "25"), true, lines, List.of()));

    assertThat(text)
        .contains("| sessions per second | 10 workers | p99 | client CPU |")
        .contains("| hikari-raw | 1000 | 2.0 ms | 51 µs |")
        .contains("| heddle-read | 2000 (2.00 [2.00, 2.00]) | 2.0 ms | 51 µs |")
        .contains("Medians of 3 rounds");
  }

  @Test
  void onlyTheFiguresAreReplaced() {
    String readme =
        "before\n<!-- figures of a/b.json -->\nold $1\n<!-- end of figures -->\nafter\n";
    Results results = new Results(Map.of(), true, List.of(line("hikari-raw", 1, 1_000)), List.of());

    String replaced = ReadmeFigures.replaced(readme, results);

    assertThat(ReadmeFigures.file(readme)).contains("a/b.json");
    assertThat(replaced)
        .startsWith("before\n<!-- figures of a/b.json -->\n")
        .endsWith("<!-- end of figures -->\nafter\n")
        .doesNotContain("old");
    assertThat(ReadmeFigures.replaced(replaced, results)).isEqualTo(replaced);
  }

  private static Line line(String contender, int round, double rate) {
    return Line.of("session", contender, "closed-looping", "", 10, round, rate)
        .withTimes(null, new Quantiles(500, 2_000, 3_000, 4_000))
        .withCpu(51.2, null, null);
  }
}
