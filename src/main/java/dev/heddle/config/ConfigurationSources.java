package dev.heddle.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a configuration is read from, apart from its files; a test brings its own.
 *
 * @param environment environment variables
 * @param systemProperties system properties
 * @param directory the folder of the files, if it is not to be looked up
 * @param profile the profile, if it is not to be looked up
 */
public record ConfigurationSources(
    Map<String, String> environment,
    Map<String, String> systemProperties,
    Optional<Path> directory,
    Optional<Profile> profile) {

  /** Copies of the maps are kept. */
  public ConfigurationSources {
    environment = Map.copyOf(environment);
    systemProperties = Map.copyOf(systemProperties);
  }

  /**
   * The environment and the system properties of this process, as they are now.
   *
   * @return the sources
   */
  public static ConfigurationSources ofProcess() {
    return new ConfigurationSources(
        ProcessVariables.read(),
        System.getProperties().stringPropertyNames().stream()
            .collect(Collectors.toMap(name -> name, name -> System.getProperty(name, ""))),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * Where the files are: the folder asked for, or else {@code etc/config}.
   *
   * @return the folder; empty when there is none, so that the files of the jar count
   * @throws dev.heddle.error.ConfigurationException when the one asked for is not there
   */
  public Optional<Path> existingDirectory() {
    return ConfigurationFiles.directory(this);
  }

  /**
   * These sources with files from another folder.
   *
   * @param newDirectory the folder
   * @return the changed copy
   */
  public ConfigurationSources withDirectory(Path newDirectory) {
    return new ConfigurationSources(
        environment, systemProperties, Optional.of(newDirectory), profile);
  }

  /**
   * These sources for another profile, whatever they say themselves.
   *
   * @param newProfile the profile
   * @return the changed copy
   */
  public ConfigurationSources withProfile(Profile newProfile) {
    return new ConfigurationSources(
        environment, systemProperties, directory, Optional.of(newProfile));
  }
}
