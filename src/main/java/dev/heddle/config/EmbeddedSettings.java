package dev.heddle.config;

import java.nio.file.Path;
import java.util.List;
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
 *     PostgreSQL's own default, so that commits are durable unless {@code fsync} is turned off; but
 *     {@code log_min_messages} is {@code log} and {@code log_min_error_statement} {@code panic},
 *     since PostgreSQL's errors quote values
 */
public record EmbeddedSettings(
    Optional<Path> folder,
    int port,
    String database,
    Optional<Path> binaries,
    Map<String, String> parameters) {

  static final Key<String> MODE =
      Key.choice(
          "embedded.mode",
          "off",
          List.of("auto", "on", "off"),
          "run an embedded PostgreSQL; auto: when neither address nor credentials are configured");
  static final Key<Path> DIRECTORY =
      Key.path("embedded.directory", Optional.of(".heddle/postgres"), "keeps its data");
  static final Key<Boolean> TEMPORARY =
      Key.flag("embedded.temporary", false, "throw its data away on close instead");
  static final Key<Integer> PORT =
      Key.count("embedded.port", 0, 0, 65_535, "its port; 0 takes a free one each time");
  static final Key<Path> BINARIES =
      Key.path(
          "embedded.binaries",
          Optional.empty(),
          "the bin folder of an installed PostgreSQL to run instead of the one of the build");

  static final List<Key<?>> KEYS = List.of(MODE, DIRECTORY, TEMPORARY, PORT, BINARIES);

  /** Below it, any parameter of {@code postgresql.conf}. */
  static final String PARAMETERS = "embedded.parameters";

  /**
   * The port is one that there can be; a copy of the parameters is kept.
   *
   * @throws dev.heddle.error.ConfigurationException when it is not
   */
  public EmbeddedSettings {
    PORT.check(port);
    parameters = Map.copyOf(parameters);
  }

  /**
   * The shipped default: data kept in a folder, on a free port.
   *
   * @param folder keeps the data between runs
   * @return the settings
   */
  public static EmbeddedSettings keptIn(Path folder) {
    return new EmbeddedSettings(Optional.of(folder), 0, "heddle", Optional.empty(), Map.of());
  }

  /**
   * Data that is gone after the run, on a free port.
   *
   * @return the settings
   */
  public static EmbeddedSettings temporary() {
    return new EmbeddedSettings(Optional.empty(), 0, "heddle", Optional.empty(), Map.of());
  }

  /**
   * These settings with another port.
   *
   * @param newPort the port; zero means a free one
   * @return the changed copy
   */
  public EmbeddedSettings withPort(int newPort) {
    return new EmbeddedSettings(folder, newPort, database, binaries, parameters);
  }

  /**
   * These settings with another database.
   *
   * @param newDatabase the name
   * @return the changed copy
   */
  public EmbeddedSettings withDatabase(String newDatabase) {
    return new EmbeddedSettings(folder, port, newDatabase, binaries, parameters);
  }

  /**
   * These settings with an installed PostgreSQL.
   *
   * @param newBinaries its {@code bin} folder
   * @return the changed copy
   */
  public EmbeddedSettings withBinaries(Path newBinaries) {
    return new EmbeddedSettings(folder, port, database, Optional.of(newBinaries), parameters);
  }

  /**
   * These settings with other server parameters.
   *
   * @param newParameters as in {@code postgresql.conf}
   * @return the changed copy
   */
  public EmbeddedSettings withParameters(Map<String, String> newParameters) {
    return new EmbeddedSettings(folder, port, database, binaries, newParameters);
  }

  /** The embedded server to run, if one is to be run. */
  static Optional<EmbeddedSettings> read(SettingsReader in) {
    String mode = in.read(MODE);
    boolean temporary = in.read(TEMPORARY);
    Path directory = in.read(DIRECTORY);
    EmbeddedSettings settings =
        new EmbeddedSettings(
            temporary ? Optional.empty() : Optional.of(directory),
            in.read(PORT),
            in.find(ServerAddress.NAME).orElse("heddle"),
            in.find(BINARIES),
            in.node(PARAMETERS).detach().asMap().orElseGet(Map::of));
    if (temporary && in.isConfigured(DIRECTORY)) {
      in.refuse(
          DIRECTORY, "contradicts " + in.fullName(TEMPORARY) + ": true; set only one of the two");
    }
    if (!mode.equals("off") && in.profile().filter(Profile.PRODUCTION::equals).isPresent()) {
      in.refuse(MODE, "is not for production; set off");
    }
    if (mode.equals("on")) {
      ServerAddress.refuseConfigured(in, "contradicts " + in.fullName(MODE) + ": on");
    }
    boolean idle = mode.equals("off") || (mode.equals("auto") && DatabaseSettings.isNamed(in));
    return idle ? Optional.empty() : Optional.of(settings);
  }
}
