package dev.heddle.config;

import dev.heddle.error.ConfigurationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the process runs for. A profile decides which file is read beside the base file, which
 * variables name the database, and what counts when neither does.
 */
public enum Profile {
  /** Work on a developer's machine; the default. */
  DEVELOPMENT("dev", "DEV_", "localhost", "ai_seo_architects_dev", "postgres", "postgres"),
  /** Users depend on it: no default password, and nothing insecure unless it is allowed. */
  PRODUCTION("prod", "", "postgres", "ai_seo_architects", "ai_seo_user", ""),
  /** Automated tests. */
  TEST("test", "TEST_", "localhost", "ai_seo_architects_test", "postgres", "postgres");

  private static final String SYSTEM_PROPERTY = "config.profile";
  private static final String HELIDON_SYSTEM_PROPERTY = "helidon.config.profile";
  private static final String VARIABLE = "ENVIRONMENT";
  private static final String HELIDON_VARIABLE = "HELIDON_CONFIG_PROFILE";

  private final String alias;
  private final String variablePrefix;
  private final String host;
  private final String name;
  private final String username;
  private final String password;

  Profile(
      String alias,
      String variablePrefix,
      String host,
      String name,
      String username,
      String password) {
    this.alias = alias;
    this.variablePrefix = variablePrefix;
    this.host = host;
    this.name = name;
    this.username = username;
    this.password = password;
  }

  /**
   * The profile that a name or its alias stands for, in any case.
   *
   * @param name a name such as {@code production} or {@code prod}
   * @return the profile
   * @throws ConfigurationException for any other name, with the known ones
   */
  public static Profile of(String name) {
    return of(new Choice("profile", name));
  }

  /** As in the names of files: {@code development}, {@code production}, {@code test}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The profile that the system properties or the environment choose. */
  static Profile chosen(ConfigurationSources sources) {
    return sources
        .profile()
        .or(() -> agreed(sources.systemProperties(), SYSTEM_PROPERTY, HELIDON_SYSTEM_PROPERTY))
        .or(() -> agreed(sources.environment(), VARIABLE, HELIDON_VARIABLE))
        .orElse(DEVELOPMENT);
  }

  /** The variables that name the database in this profile, with their keys. */
  Map<String, String> variables() {
    String postgres = variablePrefix + "POSTGRES_";
    return Map.of(
        postgres + "USER",
        "database.username",
        postgres + "PASSWORD",
        "database.password",
        postgres + "PASSWORD_FILE",
        "database.password-file",
        postgres + "HOST",
        "database.host",
        postgres + "PORT",
        "database.port",
        postgres + "DB",
        "database.name",
        "SQL_ECHO",
        "database.echo.enabled",
        "SQL_ECHO_VALUES",
        "database.echo.values");
  }

  /** What counts for the database when nothing else is said. */
  Map<String, String> defaults() {
    return Map.of(
        "database.host", host,
        "database.port", "5432",
        "database.name", name,
        "database.username", username,
        "database.password", password);
  }

  /** Two switches for one thing may not disagree: the wrong guess could be production. */
  private static Optional<Profile> agreed(Map<String, String> from, String own, String helidons) {
    List<Choice> choices = new ArrayList<>();
    for (String switchName : List.of(own, helidons)) {
      String value = from.getOrDefault(switchName, "").strip();
      if (!value.isEmpty()) {
        choices.add(new Choice(switchName, value));
      }
    }
    if (choices.size() == 2 && of(choices.getFirst()) != of(choices.getLast())) {
      throw new ConfigurationException(
          List.of(
              choices.getFirst() + " and " + choices.getLast() + " disagree; unset one of them"));
    }
    return choices.stream().findFirst().map(Profile::of);
  }

  private static Profile of(Choice choice) {
    String plain = choice.value.strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(profile -> plain.equals(profile.toString()) || plain.equals(profile.alias))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    List.of(choice + ": is not a known profile; choose one of " + known())));
  }

  private static String known() {
    return Arrays.stream(values())
        .map(
            profile ->
                profile.toString().equals(profile.alias)
                    ? profile.alias
                    : profile + " (" + profile.alias + ")")
        .collect(Collectors.joining(", "));
  }

  private record Choice(String switchName, String value) {
    @Override
    public String toString() {
      return switchName + " = " + value;
    }
  }
}
