package dev.heddle.config;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A configuration for a test, without this process's own variables, properties and files. */
final class Given {

  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> properties = new HashMap<>();

  private Given(Path directory) {
    this.directory = directory;
  }

  /** Nothing but an empty folder. */
  static Given in(Path directory) {
    return new Given(directory);
  }

  /** A node that Helidon alone has made, without profile and origins. */
  static Config plain(String... keysAndValues) {
    return Config.builder(ConfigSources.create(pairs(keysAndValues)))
        .disableEnvironmentVariablesSource()
        .disableSystemPropertiesSource()
        .build()
        .get("database");
  }

  Given variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Given property(String name, String value) {
    properties.put(name, value);
    return this;
  }

  Given file(String name, String content) {
    try {
      Files.writeString(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  ConfigurationSources sources() {
    return new ConfigurationSources(
        environment, properties, Optional.of(directory), Optional.empty());
  }

  Config config() {
    return Profiles.load(sources());
  }

  DatabaseSettings settings() {
    return DatabaseSettings.create(config().get("database"));
  }

  EffectiveConfiguration effective() {
    return EffectiveConfiguration.of(config());
  }

  private static Map<String, String> pairs(String... keysAndValues) {
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      pairs.put("database." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return pairs;
  }
}
