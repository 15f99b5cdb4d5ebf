package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@code docs/PROMISES.md} calls a proof is a test that exists. */
class PromisesTest {

  private static final Path PROMISES = Path.of("docs", "PROMISES.md");
  private static final Path TESTS = Path.of("src", "test", "java");

  /** A class and its method; what is in other backquotes is no test. */
  private static final Pattern PROOF = Pattern.compile("`(\\w+(?:Test|IT))#(\\w+)`");

  private static final String GAP = "no test yet";

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, Class<?>> classes = testClasses();
    List<String> missing =
        PROOF
            .matcher(Files.readString(PROMISES))
            .results()
            .filter(proof -> !hasTest(classes.get(proof.group(1)), proof.group(2)))
            .map(proof -> proof.group())
            .toList();
    assertThat(missing).isEmpty();
  }

  @Test
  void everyRowNamesATestOrSaysThatThereIsNone() throws IOException {
    List<String> rows =
        Files.readAllLines(PROMISES).stream()
            .filter(line -> line.startsWith("| "))
            .filter(line -> !line.endsWith("| proof |"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(50);
    assertThat(rows).allMatch(row -> PROOF.matcher(row).find() || row.contains(GAP));
  }

  @Test
  void noTestClassIsNamedWithoutItsMethod() throws IOException {
    String rows =
        Files.readAllLines(PROMISES).stream()
            .filter(line -> line.startsWith("| "))
            .collect(Collectors.joining("\n"));
    assertThat(Pattern.compile("`\\w+(Test|IT)`").matcher(rows).results()).isEmpty();
  }

  private static boolean hasTest(@Nullable Class<?> type, String method) {
    return type != null
        && Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses()))
            .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
            .anyMatch(each -> each.getName().equals(method) && isRun(each));
  }

  /** A test, or what runs around each test. */
  private static boolean isRun(AnnotatedElement method) {
    return AnnotationSupport.isAnnotated(method, Testable.class)
        || AnnotationSupport.isAnnotated(method, AfterEach.class)
        || AnnotationSupport.isAnnotated(method, BeforeEach.class);
  }

  private static Map<String, Class<?>> testClasses() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(TESTS)) {
      walk.filter(file -> file.toString().matches(".*(Test|IT)\\.java")).forEach(files::add);
    }
    return files.stream()
        .collect(Collectors.toMap(PromisesTest::simpleName, PromisesTest::load, (a, b) -> a));
  }

  private static String simpleName(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private static Class<?> load(Path file) {
    String name = TESTS.relativize(file).toString().replace(".java", "");
    try {
      return Class.forName(name.replace('/', '.').replace('\\', '.'), false, loader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ClassLoader loader() {
    return PromisesTest.class.getClassLoader();
  }
}
