package dev.heddle.config;

import dev.heddle.error.ConfigurationException;
import io.helidon.config.Config;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a configuration comes to: each key with its effective value and where it came from, secrets
 * redacted, and everything that is wrong with it.
 *
 * @param profile the profile
 * @param values the known keys in their order, then others that are set
 * @param problems what is wrong, each with its key, its origin and the next step
 */
public record EffectiveConfiguration(Profile profile, List<Value> values, List<String> problems) {

  /**
   * One key.
   *
   * @param key the full key
   * @param value its value, redacted where it may be a secret; empty when there is none
   * @param origin where the value came from, such as {@code environment variable POSTGRES_HOST}
   */
  public record Value(String key, Optional<String> value, String origin) {

    /** Whether somebody has set it, rather than a default. */
    boolean isSet() {
      return value.isPresent() && !origin.startsWith(DEFAULT);
    }
  }

  private static final String DEFAULT = "default";

  /** The sections; what is below the ones not listed here is checked by those who read it. */
  private static final List<String> SECTIONS = List.of("database", "operations", "server");

  /** Copies of the lists are kept. */
  public EffectiveConfiguration {
    values = List.copyOf(values);
    problems = List.copyOf(problems);
  }

  /**
   * Looks at a configuration that {@link Profiles} has loaded.
   *
   * @param config the whole configuration
   * @return what it comes to
   * @throws IllegalArgumentException when it was loaded otherwise, so that origins are not known
   */
  public static EffectiveConfiguration of(Config config) {
    Origins origins =
        Origins.of(config)
            .orElseThrow(
                () -> new IllegalArgumentException("load the configuration with Profiles.load"));
    SettingsReader server = SettingsReader.of(config.get("server"));
    SettingsReader limits = SettingsReader.of(config.get("server.limits"));
    SettingsReader operations = SettingsReader.of(config.get("operations"));
    SettingsReader database = SettingsReader.of(config.get("database"));
    ServerSettings.read(server);
    HttpLimits.read(limits);
    OperationsSettings.read(operations);
    DatabaseSettings.read(database);
    MigrationSettings.read(database);

    List<Value> values = new ArrayList<>();
    ServerSettings.KEYS.forEach(key -> values.add(valueOf(server, key)));
    HttpLimits.KEYS.forEach(key -> values.add(valueOf(limits, key)));
    OperationsSettings.KEYS.forEach(key -> values.add(valueOf(operations, key)));
    DatabaseSettings.KEYS.forEach(key -> values.add(valueOf(database, key)));
    values.addAll(others(config, origins));
    return new EffectiveConfiguration(
        origins.profile(),
        values,
        Stream.of(
                unknownSections(origins),
                server.problems(),
                limits.problems(),
                operations.problems(),
                database.problems())
            .flatMap(List::stream)
            .toList());
  }

  /**
   * Throws when anything is wrong.
   *
   * @throws ConfigurationException with all problems
   */
  public void requireValid() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  /**
   * Throws when anything outside one section is wrong.
   *
   * @param section the section that does not matter, such as {@code database}
   * @throws ConfigurationException with all other problems
   */
  public void requireValidBeside(String section) {
    List<String> others =
        problems.stream()
            .filter(problem -> !problem.matches("(?s)" + section + "[.: ].*"))
            .toList();
    if (!others.isEmpty()) {
      throw new ConfigurationException(others);
    }
  }

  /**
   * The listing for people: one line for each key.
   *
   * @return several lines, the last one without a line end
   */
  public String text() {
    int keyWidth = values.stream().mapToInt(value -> value.key.length()).max().orElse(0);
    int valueWidth = Math.min(48, values.stream().mapToInt(v -> shown(v).length()).max().orElse(0));
    String line = "  %-" + keyWidth + "s  %-" + valueWidth + "s  %s";
    return values.stream()
        .map(value -> line.formatted(value.key, shown(value), value.origin).stripTrailing())
        .collect(Collectors.joining("\n", "profile " + profile + "\n", ""));
  }

  /**
   * What somebody has set of Heddle's own keys, for a log: one line, where neither a secret nor the
   * database's address is shown.
   *
   * @return the line, with the origin of each value
   */
  public String logLine() {
    Set<String> known = knownKeys();
    String set =
        values.stream()
            .filter(value -> known.contains(value.key) && value.isSet())
            .map(value -> "%s = %s (%s)".formatted(value.key, logged(value), value.origin))
            .collect(Collectors.joining(", "));
    return "profile %s: %s; all other keys of Heddle have their defaults"
        .formatted(profile, set.isEmpty() ? "-" : set);
  }

  private static String logged(Value value) {
    boolean address =
        ServerAddress.KEYS.stream().anyMatch(key -> value.key.equals("database." + key.name()));
    return address ? Problem.REDACTED : shown(value).replaceAll("\\p{Cntrl}", " ");
  }

  /** The full names of all keys that Heddle itself knows. */
  static Set<String> knownKeys() {
    Set<String> keys = new TreeSet<>();
    ServerSettings.KEYS.forEach(key -> keys.add("server." + key.name()));
    HttpLimits.KEYS.forEach(key -> keys.add("server.limits." + key.name()));
    OperationsSettings.KEYS.forEach(key -> keys.add("operations." + key.name()));
    DatabaseSettings.KEYS.forEach(key -> keys.add("database." + key.name()));
    return keys;
  }

  private static String shown(Value value) {
    return value.value.orElse("-").replaceAll("\\s+", " ");
  }

  private static Value valueOf(SettingsReader in, Key<?> key) {
    if (ServerAddress.isOutdone(in, key)) {
      return new Value(
          in.fullName(key),
          Optional.empty(),
          "not used, as " + in.fullName(ServerAddress.URL) + " is set");
    }
    Optional<String> written = in.text(key);
    Optional<String> value = written.or(key::fallback);
    return new Value(
        in.fullName(key), value.map(key::shown), written.isPresent() ? in.place(key) : DEFAULT);
  }

  /** The other keys of our sections; one that is a problem is not shown. */
  private static List<Value> others(Config config, Origins origins) {
    Set<String> known = knownKeys();
    return sections(origins).stream()
        .filter(SECTIONS::contains)
        .flatMap(section -> config.get(section).traverse())
        .filter(Config::hasValue)
        .filter(leaf -> !known.contains(leaf.key().toString()))
        .filter(leaf -> isOpen(leaf.key().toString()))
        .map(leaf -> other(leaf, origins))
        .sorted(Comparator.comparing(Value::key))
        .toList();
  }

  private static boolean isOpen(String key) {
    return !(key.startsWith("database.")
            || key.startsWith("server.limits.")
            || key.startsWith("operations.")
            || isOverruled(key))
        || DatabaseSettings.OPEN_SECTIONS.stream()
            .anyMatch(open -> key.startsWith("database." + open + "."));
  }

  private static boolean isOverruled(String key) {
    return key.startsWith("server.") && Overruled.of(key.substring("server.".length())).isPresent();
  }

  private static Value other(Config leaf, Origins origins) {
    String key = leaf.key().toString();
    return new Value(
        key,
        Optional.of(Problem.shown(key, leaf.asString().get())),
        origins.origin(key).map(Origins.Origin::place).orElse(DEFAULT));
  }

  private static List<String> unknownSections(Origins origins) {
    return sections(origins).stream()
        .filter(section -> !SECTIONS.contains(section))
        .map(
            section ->
                new Problem(
                        section,
                        Optional.empty(),
                        origins.placeBelow(section),
                        Suggestions.unknown("", section, SECTIONS))
                    .text())
        .toList();
  }

  /** The sections in files, and ours; among system properties there are many that are the JVM's. */
  private static Set<String> sections(Origins origins) {
    Set<String> sections = new TreeSet<>();
    origins
        .byKey()
        .forEach(
            (key, origin) -> {
              String section = key.replaceFirst("\\..*", "");
              if (origin.rank() > 0 || SECTIONS.contains(section)) {
                sections.add(section);
              }
            });
    return sections;
  }
}
