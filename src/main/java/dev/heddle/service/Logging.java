package dev.heddle.service;

import dev.heddle.config.ConfigurationSources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.LogManager;

/**
 * Log lines look as {@code etc/config/logging.properties} says, or its copy in the jar; {@code
 * -Djava.util.logging.config.file} names another file.
 */
final class Logging {

  private static final String FILE = "logging.properties";

  private Logging() {}

  /**
   * Makes {@link LastingLogs} the manager; must come before the first use of a logger. It is not
   * there, since calling it would initialise its superclass, which looks for the manager at once.
   */
  static void install() {
    System.setProperty("java.util.logging.manager", LastingLogs.class.getName());
  }

  /** Reads the file; one that cannot be read leaves Java's own default, with a word about it. */
  static void configure() {
    // Otherwise Helidon looks for a file of its own choice later, and undoes this.
    System.setProperty("io.helidon.logging.config.disabled", "true");
    if (System.getProperty("java.util.logging.config.file") == null) {
      readFile();
    }
    LastingLogs.keep();
  }

  private static void readFile() {
    try (InputStream file = open()) {
      LogManager.getLogManager().readConfiguration(file);
    } catch (IOException e) {
      System.getLogger(Logging.class.getName())
          .log(System.Logger.Level.WARNING, "cannot read " + FILE + ": " + e.getMessage());
    }
  }

  private static InputStream open() throws IOException {
    Optional<Path> file =
        ConfigurationSources.ofProcess()
            .existingDirectory()
            .map(folder -> folder.resolve(FILE))
            .filter(Files::isReadable);
    return file.isPresent()
        ? Files.newInputStream(file.get())
        : ConfigurationSources.class.getResourceAsStream(FILE);
  }
}
