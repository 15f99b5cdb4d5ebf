package dev.heddle.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SourceRulesTest {

  private static final Path TESTS = Path.of("src", "test");
  private static final Path THIS =
      Path.of("src", "test", "java", "dev", "heddle", "build", "SourceRulesTest.java");

  @Test
  void noTestSleeps() {
    assertThat(javaFilesWith("Thread\\s*\\.\\s*sleep|TimeUnit\\.\\w+\\.sleep"))
        .as("a test waits for an outcome: a latch, a future, a bounded await of a condition")
        .noneMatch(file -> file.startsWith(TESTS));
  }

  @Test
  void noTestIsSwitchedOff() {
    assertThat(javaFilesWith("@Disabled")).isEmpty();
  }

  @Test
  void typesAndPackagesSayWhatTheyAre() {
    assertThat(
            javaFilesWith(
                "(class|record|interface|enum)"
                    + " (\\w*(Impl|Helper|Utils?|Manager)|Abstract\\w+|I[A-Z][a-z]\\w+)\\b"))
        .isEmpty();
    assertThat(javaFilesWith("(?m)^package .*\\.(util|common|impl|internal)[.;]")).isEmpty();
  }

  @Test
  void everyPackageIsNullMarked() {
    List<Path> unmarked =
        Sources.files(Path.of("src", "main", "java"), ".java")
            .map(Path::getParent)
            .distinct()
            .filter(
                folder ->
                    !Sources.read(folder.resolve("package-info.java")).contains("@NullMarked"))
            .toList();
    assertThat(unmarked).isEmpty();
  }

  @Test
  void theBuildNamesNoRegistry() {
    var address = Pattern.compile("<(repository|pluginRepository|mirror|distributionManagement)>");
    assertThat(Sources.read(Path.of("pom.xml"))).doesNotContainPattern(address);
  }

  private static List<Path> javaFilesWith(String regex) {
    var pattern = Pattern.compile(regex);
    return Sources.java().stream()
        .filter(file -> !file.equals(THIS))
        .filter(file -> pattern.matcher(Sources.read(file)).find())
        .toList();
  }
}
