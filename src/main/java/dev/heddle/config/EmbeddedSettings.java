package dev.heddle.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the embedded PostgreSQL keeps its data and what it offers.
 *
 * @param folder keeps the data between runs; empty means a temporary folder, deleted on close
 * @param port the port on the loopback address; zero means a free one each time
 * @param database the database to offer; created when it is missing
 * @param binaries the {@code bin} folder of an installed PostgreSQL to run in place of the one that
 *     comes with the build
 * @param parameters server parameters as in {@code postgresql.conf}; what is not named here has
 *     PostgreSQL's own default, so that commits are durable unless {@code fsync} is turned off
 */
public record EmbeddedSettings(
    Optional<Path> folder,
    int port,
    String database,
    Optional<Path> binaries,
    Map<String, String> parameters) {

  /** A copy of the parameters is kept. */
  public EmbeddedSettings {
    parameters = Map.copyOf(parameters);
  }

  /** The shipped default: data kept in a folder, on a free port. */
  public static EmbeddedSettings keptIn(Path folder) {
    return new EmbeddedSettings(Optional.of(folder), 0, "heddle", Optional.empty(), Map.of());
  }

  /** Data that is gone after the run, on a free port. */
  public static EmbeddedSettings temporary() {
    return new EmbeddedSettings(Optional.empty(), 0, "heddle", Optional.empty(), Map.of());
  }

  /** These settings with another port. */
  public EmbeddedSettings withPort(int newPort) {
    return new EmbeddedSettings(folder, newPort, database, binaries, parameters);
  }

  /** These settings with another database. */
  public EmbeddedSettings withDatabase(String newDatabase) {
    return new EmbeddedSettings(folder, port, newDatabase, binaries, parameters);
  }

  /** These settings with an installed PostgreSQL. */
  public EmbeddedSettings withBinaries(Path newBinaries) {
    return new EmbeddedSettings(folder, port, database, Optional.of(newBinaries), parameters);
  }

  /** These settings with other server parameters. */
  public EmbeddedSettings withParameters(Map<String, String> newParameters) {
    return new EmbeddedSettings(folder, port, database, binaries, newParameters);
  }
}
