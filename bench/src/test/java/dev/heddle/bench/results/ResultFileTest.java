package dev.heddle.bench.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileTest {

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Line line =
        Line.of("session", "hikari-raw", "closed-looping", "by hand", 10, 1, 12_345.5)
            .withTimes(
                new Quantiles(1, 2, 3, 4),
                new Quantiles(10, 20, 30, 40, new TreeMap<>(Map.of(50.0, 10.0, 99.0, 20.0))))
            .withWorkers(new Spread(1, 2.5, 3), 2)
            .withCpu(50.5, 70.25, 0.125)
            .withErrors(7)
            .with("poolSize", 8);
    Results results =
        new Results(
            Map.of("java", "25"), false, List.of(line), List.of(new Finding("sweep", "take 8")));
    Path file = folder.resolve("results.json");

    ResultFile.write(file, results);

    assertThat(ResultFile.read(file)).isEqualTo(results);
  }

  @Test
  void theFieldsThatOthersReadHaveTheirNames() {
    Line line =
        Line.of("session", "hikari-raw", "", "", 10, 1, 1)
            .withTimes(new Quantiles(1, 2, 3, 4), new Quantiles(1, 2, 3, 4))
            .withCpu(1.0, null, null);

    String text = ResultFile.text(new Results(Map.of(), true, List.of(line), List.of()));

    assertThat(text)
        .contains(
            "\"schema\": 1",
            "\"environment\"",
            "\"lines\"",
            "\"scenario\": \"session\"",
            "\"contender\": \"hikari-raw\"",
            "\"workers\": 10",
            "\"round\": 1",
            "\"sessionsPerSecond\": 1.0",
            "\"acquireMicros\"",
            "\"sessionMicros\"",
            "\"p999\"",
            "\"starvedWorkers\": 0",
            "\"clientCpuMicrosPerSession\": 1.0",
            "\"errors\": 0")
        .doesNotContain("serverCpuMicrosPerSession");
  }

  @Test
  void anotherFileIsRefusedInOneLine() throws IOException {
    Path other = folder.resolve("other.json");
    Files.writeString(other, "{\"schema\": 99}");
    Path none = folder.resolve("none.json");
    Files.writeString(none, "no JSON");

    assertThatThrownBy(() -> ResultFile.read(other))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no result file of schema 1");
    assertThatThrownBy(() -> ResultFile.read(none))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no result file");
  }
}
