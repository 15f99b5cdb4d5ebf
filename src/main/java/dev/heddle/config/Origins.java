package dev.heddle.config;

import io.helidon.config.Config;
import io.helidon.config.ConfigMappingException;
import java.util.Map;
import java.util.Optional;

/**
 * Where each value of a loaded configuration came from. A configuration that {@link Profiles} has
 * loaded carries it as one of Helidon's mappers; any other one has none.
 *
 * @param profile the profile that was loaded
 * @param byKey the winning place of each key
 */
record Origins(Profile profile, Map<String, Origin> byKey) {

  /**
   * A place that gave a value.
   *
   * @param rank 0 for the strongest layer
   * @param place in words
   */
  record Origin(int rank, String place) {}

  /** What a configuration carries, if it came from {@link Profiles}. */
  static Optional<Origins> of(Config config) {
    try {
      return config.root().as(Origins.class).asOptional();
    } catch (ConfigMappingException _) {
      return Optional.empty();
    }
  }

  /** Where a key's value came from; a list is where its first element is. */
  Optional<Origin> origin(String key) {
    return Optional.ofNullable(byKey.getOrDefault(key, byKey.get(key + ".0")));
  }

  /** Where the first key below a section came from. */
  Optional<String> placeBelow(String section) {
    return byKey.entrySet().stream()
        .filter(entry -> entry.getKey().equals(section) || entry.getKey().startsWith(section + "."))
        .min(Map.Entry.comparingByKey())
        .map(entry -> entry.getValue().place());
  }
}
