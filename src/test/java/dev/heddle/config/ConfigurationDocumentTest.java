package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of docs/CONFIGURATION.md are what the code says; a failure shows the right lines. */
class ConfigurationDocumentTest {

  private static final Path DOCUMENT = Path.of("docs", "CONFIGURATION.md");

  @Test
  void listsEachKeyAsTheCodeKnowsIt() throws IOException {
    List<String> expected =
        Stream.of(
                ServerSettings.KEYS.stream().map(key -> line("server.", key)),
                HttpLimits.KEYS.stream().map(key -> line("server.limits.", key)),
                OperationsSettings.KEYS.stream().map(key -> line("operations.", key)),
                DatabaseSettings.KEYS.stream().map(key -> line("database.", key)))
            .flatMap(lines -> lines)
            .toList();

    assertThat(tableOf("| key |")).isEqualTo(expected);
  }

  @Test
  void listsTheVariablesAndDefaultsOfEachProfile() throws IOException {
    Map<String, String> keys =
        new TreeMap<>(Comparator.comparing(ConfigurationDocumentTest::place));
    for (String key : Profile.PRODUCTION.variables().values()) {
      keys.put(key, "| `" + key + "` | " + cell(key, Profile.PRODUCTION) + others(key));
    }

    assertThat(tableOf("| what |")).containsExactlyElementsOf(keys.values());
  }

  private static String line(String section, Key<?> key) {
    return Stream.of(
            "`" + section + key.name() + "`",
            key.type(),
            key.fallback().map(value -> "`" + value + "`").orElse(""),
            key.range().replace("|", "\\|"),
            key.meaning())
        .collect(Collectors.joining(" | ", "| ", " |"));
  }

  private static String others(String key) {
    return " | " + cell(key, Profile.DEVELOPMENT) + " | " + cell(key, Profile.TEST) + " |";
  }

  private static String cell(String key, Profile profile) {
    String variable =
        profile.variables().entrySet().stream()
            .filter(entry -> entry.getValue().equals(key))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    String value = profile.defaults().getOrDefault(key, "");
    return "`" + variable + "`" + (value.isEmpty() ? "" : " (`" + value + "`)");
  }

  private static int place(String key) {
    return DatabaseSettings.KEYS.stream().map(k -> "database." + k.name()).toList().indexOf(key);
  }

  /** The lines of a table below its two lines of heading. */
  private static List<String> tableOf(String heading) throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .dropWhile(line -> !line.startsWith(heading))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }
}
