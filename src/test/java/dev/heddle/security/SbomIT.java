package dev.heddle.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of parts that {@code mvn package} writes beside the jar and its {@code libs}. */
class SbomIT {

  private static final Path LIST = Path.of("target", "sbom.json");
  private static final Path LIBS = Path.of("target", "libs");

  @Test
  void listsEveryPartThatIsShippedWithItsVersionAndHash() throws IOException {
    List<JsonObject> parts = parts();
    Set<String> listed =
        parts.stream()
            .map(part -> part.getString("name") + "-" + part.getString("version") + ".jar")
            .collect(Collectors.toSet());

    assertThat(shipped()).isNotEmpty();
    assertThat(listed).containsAll(shipped());
    assertThat(parts).allMatch(part -> part.getString("purl", "").startsWith("pkg:maven/"));
    assertThat(parts).allMatch(part -> !part.getJsonArray("hashes").isEmpty());
  }

  @Test
  void leavesOutWhatOnlyTestsUse() throws IOException {
    assertThat(parts().stream().map(part -> part.getString("name")))
        .doesNotContain("junit-jupiter-api", "assertj-core", "jqwik", "google-java-format");
  }

  private static Set<String> shipped() throws IOException {
    try (Stream<Path> files = Files.list(LIBS)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static List<JsonObject> parts() throws IOException {
    // What writes it asks a registry for licences, and so does nothing when Maven is offline.
    boolean offline = System.getProperty("heddle.maven", "").equals("offline=true");
    assumeTrue(Files.exists(LIST) || !offline, "Maven is offline");
    assertThat(LIST).as("written by mvn package").exists();
    try (Reader file = Files.newBufferedReader(LIST);
        JsonReader reader = Json.createReader(file)) {
      JsonObject list = reader.readObject();
      assertThat(list.getString("bomFormat")).isEqualTo("CycloneDX");
      return list.getJsonArray("components").getValuesAs(JsonObject.class);
    }
  }
}
