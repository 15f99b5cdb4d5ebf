package dev.heddle.config;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.config.spi.ConfigNode;
import io.helidon.config.spi.ConfigNode.ListNode;
import io.helidon.config.spi.ConfigNode.ObjectNode;
import io.helidon.config.spi.ConfigNode.ValueNode;
import io.helidon.config.spi.ConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * One of the places that a configuration is put together from.
 *
 * @param source what Helidon reads
 * @param places in words, where the value of each of its keys is written
 */
record Layer(ConfigSource source, Map<String, String> places) {

  private static final Pattern EMPTY_PART = Pattern.compile("^(\\.|$)|\\.(\\.|$)");

  /** Leaves out what no key can be called: Helidon would fail on it, and show other values. */
  static Layer ofSystemProperties(Map<String, String> properties) {
    Map<String, String> keys = new HashMap<>(properties);
    keys.keySet().removeIf(Layer::hasEmptyPart);
    return ofValues(keys, key -> "system property " + key);
  }

  /** Whether a key is empty, or empty before, behind or between two dots. */
  static boolean hasEmptyPart(String key) {
    return EMPTY_PART.matcher(key).find();
  }

  /**
   * The variables that stand for keys: the named ones first, or else the key itself in capitals,
   * with underscores for all that a variable's name cannot hold, as in Helidon. Helidon's own
   * source of variables is not used because it cannot be handed an environment, takes empty values,
   * and does not say which variable a value came from.
   */
  static Layer ofVariables(
      Map<String, String> environment, Map<String, String> named, Set<String> keys) {
    Map<String, String> variableOf = new HashMap<>();
    for (String key : keys) {
      variableOf.put(key, key.replaceAll("[^a-zA-Z0-9_]", "_").toUpperCase(Locale.ROOT));
    }
    named.forEach(
        (variable, key) -> {
          if (isSet(environment, variable)) {
            variableOf.put(key, variable);
          }
        });
    variableOf.values().removeIf(variable -> !isSet(environment, variable));
    Map<String, String> values = new HashMap<>(variableOf);
    values.replaceAll((_, variable) -> environment.getOrDefault(variable, ""));
    return ofValues(values, key -> "environment variable " + variableOf.get(key));
  }

  static Layer ofDefaults(Profile profile) {
    return ofValues(profile.defaults(), _ -> "default of profile " + profile);
  }

  /** The keys' own defaults, for sections that are read by others. */
  static Layer ofDefaults(String section, List<Key<?>> keys) {
    Map<String, String> values = new HashMap<>();
    keys.forEach(key -> key.fallback().ifPresent(text -> values.put(section + key.name(), text)));
    return ofValues(values, _ -> "default");
  }

  /** What a file holds. */
  static Layer ofFile(ObjectNode content, String place) {
    Map<String, String> places = new TreeMap<>();
    collect("", content, "file " + place, places);
    return new Layer(ConfigSources.create(content), places);
  }

  private static Layer ofValues(Map<String, String> values, UnaryOperator<String> place) {
    Map<String, String> places = new HashMap<>();
    values.keySet().forEach(key -> places.put(key, place.apply(key)));
    return new Layer(ConfigSources.create(values).build(), places);
  }

  private static boolean isSet(Map<String, String> environment, String variable) {
    return !environment.getOrDefault(variable, "").isEmpty();
  }

  private static void collect(
      String key, ConfigNode node, String place, Map<String, String> places) {
    switch (node) {
      case ObjectNode object ->
          object.forEach(
              (name, child) ->
                  collect(child(key, Config.Key.escapeName(name)), child, place, places));
      case ListNode list -> {
        for (int i = 0; i < list.size(); i++) {
          collect(child(key, Integer.toString(i)), list.get(i), place, places);
        }
      }
      case ValueNode _ -> places.put(key, place);
      default -> throw new IllegalStateException("not a node of a configuration: " + node);
    }
  }

  private static String child(String key, String name) {
    return key.isEmpty() ? name : key + "." + name;
  }
}
