package dev.heddle.config;

import dev.heddle.error.ConfigurationException;
import io.helidon.config.ConfigException;
import io.helidon.config.spi.ConfigNode.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The files of a configuration, the profile's first; a file that is not there is left out. */
final class ConfigurationFiles {

  static final String DIRECTORY_PROPERTY = "heddle.config.dir";
  static final String DIRECTORY_VARIABLE = "HEDDLE_CONFIG_DIR";

  private static final Path DEFAULT_DIRECTORY = Path.of("etc", "config");

  private ConfigurationFiles() {}

  /**
   * Reads the profile's file and the base file.
   *
   * @throws ConfigurationException when one cannot be read, or the folder asked for is none
   */
  static List<Layer> of(ConfigurationSources sources, Profile profile) {
    return read(directory(sources), profile);
  }

  /** Reads the files of a folder; without one, those that are part of the jar. */
  static List<Layer> read(Optional<Path> directory, Profile profile) {
    List<String> names = List.of("application-" + profile + ".yaml", "application.yaml");
    List<Layer> layers = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      String place = directory.map(folder -> folder.resolve(name).toString()).orElse("jar:" + name);
      try (InputStream content = open(directory, name)) {
        layers.add(Layer.ofFile(parse(content), place));
      } catch (CharacterCodingException _) {
        problems.add(place + ": is not UTF-8 text; save it as UTF-8");
      } catch (IOException _) {
        problems.add(place + ": cannot be read; make it a file that this user may read");
      } catch (IllegalArgumentException | ConfigException e) {
        problems.add(place + ": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return layers;
  }

  /**
   * The folder of the files; empty when those of the jar count.
   *
   * @throws ConfigurationException when the one asked for is none
   */
  static Optional<Path> directory(ConfigurationSources sources) {
    Optional<Path> named =
        sources
            .directory()
            .or(() -> path(sources.systemProperties(), DIRECTORY_PROPERTY))
            .or(() -> path(sources.environment(), DIRECTORY_VARIABLE));
    if (named.isPresent() && !Files.isDirectory(named.get())) {
      throw new ConfigurationException(
          List.of(
              named.get()
                  + ": is not a folder; correct %s or %s, or create it"
                      .formatted(DIRECTORY_PROPERTY, DIRECTORY_VARIABLE)));
    }
    return named.or(() -> Optional.of(DEFAULT_DIRECTORY).filter(Files::isDirectory));
  }

  private static Optional<Path> path(Map<String, String> from, String name) {
    return Optional.ofNullable(from.get(name)).filter(text -> !text.isBlank()).map(Path::of);
  }

  private static @Nullable InputStream open(Optional<Path> directory, String name)
      throws IOException {
    if (directory.isEmpty()) {
      return ConfigurationFiles.class.getResourceAsStream(name);
    }
    Path file = directory.get().resolve(name);
    return Files.exists(file) ? Files.newInputStream(file) : null;
  }

  private static ObjectNode parse(@Nullable InputStream content) throws IOException {
    if (content == null) {
      return ObjectNode.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(content.readAllBytes());
    return LiteralYaml.parse(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
  }
}
