package dev.heddle.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reads the compiled classes: every name that one knows of another is in its constant pool. */
class ArchitectureTest {

  /** What each package may know; {@code dev.heddle} itself is called root. */
  private static final Map<String, Set<String>> ARROWS =
      Map.of(
          "error", Set.of(),
          "config", Set.of("error"),
          "pool", Set.of("config", "error"),
          "client", Set.of("pool", "config", "error"),
          "root", Set.of("client", "pool", "config", "error"),
          "migrate", Set.of("config", "error"),
          "embedded", Set.of("config", "error"),
          "web", Set.of("root", "client", "pool", "config", "error"),
          "service",
              Set.of("web", "root", "client", "pool", "config", "error", "migrate", "embedded"));

  private static final Set<String> MAY_KNOW_HTTP = Set.of("web", "service");

  private static final Pattern OWN_TYPE = Pattern.compile("dev/heddle/(?:([a-z]+)/)?[A-Z]");
  private static final Pattern HTTP_TYPE =
      Pattern.compile("io/helidon/(webserver|webclient|http)/");

  @Test
  void arrowsBetweenPackagesGoOneWay() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : Sources.classes()) {
      String from = packageOf(file);
      assertThat(ARROWS).as("the arrows of every package are written down").containsKey(from);
      for (String to : matches(OWN_TYPE, file).map(ArchitectureTest::packageOf).toList()) {
        if (!to.equals(from) && !ARROWS.get(from).contains(to)) {
          wrong.add(file.getFileName() + ": " + from + " -> " + to);
        }
      }
    }
    assertThat(new TreeSet<>(wrong)).isEmpty();
  }

  @Test
  void nothingBelowWebKnowsHttp() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : Sources.classes()) {
      if (!MAY_KNOW_HTTP.contains(packageOf(file))
          && matches(HTTP_TYPE, file).findAny().isPresent()) {
        wrong.add(file.toString());
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static String packageOf(Path file) {
    Path folder = Path.of("target", "classes", "dev", "heddle").relativize(file.getParent());
    return folder.toString().isEmpty() ? "root" : folder.toString();
  }

  private static String packageOf(MatchResult type) {
    return type.group(1) == null ? "root" : type.group(1);
  }

  private static java.util.stream.Stream<MatchResult> matches(Pattern pattern, Path file)
      throws IOException {
    List<MatchResult> found = new ArrayList<>();
    for (PoolEntry entry : ClassFile.of().parse(file).constantPool()) {
      if (entry instanceof Utf8Entry text) {
        Matcher matcher = pattern.matcher(text.stringValue());
        matcher.results().forEach(found::add);
      }
    }
    return found.stream();
  }
}
