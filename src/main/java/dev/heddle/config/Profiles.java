package dev.heddle.config;

import dev.heddle.error.ConfigurationException;
import io.helidon.config.Config;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Loads the configuration of a profile. What is stronger wins, key by key:
 *
 * <ol>
 *   <li>a system property, as in {@code -Ddatabase.pool.size=40};
 *   <li>an environment variable: the profile's own ({@code POSTGRES_HOST} in production, {@code
 *       DEV_POSTGRES_HOST} in development, {@code SQL_ECHO}), or else the key in capitals with
 *       underscores ({@code DATABASE_POOL_SIZE}, {@code SERVER_PORT}); an empty one counts as
 *       unset;
 *   <li>the profile's file, {@code application-production.yaml};
 *   <li>the base file, {@code application.yaml};
 *   <li>the profile's defaults for the address of the database, then the default of each key.
 * </ol>
 *
 * <p>The profile is chosen by the system property {@code config.profile}, or else by the
 * environment variable {@code ENVIRONMENT} or {@code HELIDON_CONFIG_PROFILE}; without any it is
 * {@code development}. The files are those of {@code etc/config} below the working directory, or of
 * the folder that the system property {@code heddle.config.dir} or the environment variable {@code
 * HEDDLE_CONFIG_DIR} names; where there is no such folder, those that are part of the jar.
 *
 * <p>Values are taken as they are written: {@code ${…}} refers to nothing, so that a password may
 * hold it.
 */
public final class Profiles {

  /** The rank of the first layer that nobody has written. */
  static final int DEFAULTS_RANK = 4;

  private Profiles() {}

  /**
   * The configuration of this process.
   *
   * @return the configuration; Heddle's settings know the profile and the origin of its values
   * @throws ConfigurationException when the profile is unknown or a file cannot be read
   */
  public static Config load() {
    return load(ConfigurationSources.ofProcess());
  }

  /**
   * The configuration of other sources.
   *
   * @param sources environment, system properties, and where the files are
   * @return the configuration; Heddle's settings know the profile and the origin of its values
   * @throws ConfigurationException when the profile is unknown or a file cannot be read
   */
  public static Config load(ConfigurationSources sources) {
    Profile profile = Profile.chosen(sources);
    List<Layer> files = ConfigurationFiles.of(sources, profile);
    Set<String> keys = new HashSet<>(EffectiveConfiguration.knownKeys());
    files.forEach(file -> keys.addAll(file.places().keySet()));

    List<Layer> layers = new ArrayList<>();
    layers.add(Layer.ofSystemProperties(sources.systemProperties()));
    layers.add(Layer.ofVariables(sources.environment(), profile.variables(), keys));
    layers.addAll(files);
    layers.add(Layer.ofDefaults(profile));
    layers.add(Layer.ofDefaults("server.", ServerSettings.KEYS));

    Origins origins = new Origins(profile, winners(layers));
    Config.Builder builder =
        Config.builder()
            .disableSystemPropertiesSource()
            .disableEnvironmentVariablesSource()
            .disableKeyResolving()
            .disableValueResolving()
            .addMapper(Origins.class, node -> origins);
    layers.forEach(layer -> builder.addSource(layer.source()));
    return builder.build();
  }

  private static Map<String, Origins.Origin> winners(List<Layer> layers) {
    Map<String, Origins.Origin> winners = new HashMap<>();
    for (int rank = 0; rank < layers.size(); rank++) {
      int layer = rank;
      layers
          .get(rank)
          .places()
          .forEach((key, place) -> winners.putIfAbsent(key, new Origins.Origin(layer, place)));
    }
    return winners;
  }
}
