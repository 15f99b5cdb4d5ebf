package dev.heddle.config;

import dev.heddle.error.ConfigurationException;
import io.helidon.config.Config;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells in Heddle's words what Helidon cannot read in a section of its own. Helidon throws a
 * different exception for each part of it, few of which name the key, and many name classes.
 */
public final class HelidonRefusal {

  /** A value that is shorter is found in a text by chance. */
  private static final int SHORTEST_HINT = 3;

  private static final Pattern MAPPING =
      Pattern.compile("^Mapping of value .*? has failed: (Invocation of mapper .*)?");

  /** The name of a class, with what introduces it. */
  private static final Pattern CLASS =
      Pattern.compile(
          "(, [a-z ]+: | (at class|to type) )?'?(?<![/\\w.-])([a-z]\\w*\\.){2,}[A-Z][\\w.$]*'?");

  private HelidonRefusal() {}

  /**
   * Does what makes Helidon read a section.
   *
   * @param section the section, such as {@code config.get("server")}
   * @param reading what Helidon does with it
   * @param <T> what comes of it
   * @return what came of it
   * @throws ConfigurationException when Helidon fails; it names the section, or the key when that
   *     can be told, and shows no secret
   */
  public static <T> T told(Config section, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (RuntimeException e) {
      throw new ConfigurationException(List.of(problem(section, reason(section, e), e).text()));
    }
  }

  private static Problem problem(Config section, String reason, RuntimeException failure) {
    Optional<Config> leaf = culprit(section, String.valueOf(failure.getMessage()));
    String key = leaf.orElse(section).key().toString();
    return new Problem(
        key,
        leaf.map(found -> Problem.shown(key, found.asString().get())),
        leaf.flatMap(Origins::of).flatMap(origins -> origins.placeBelow(key)),
        "is refused by Helidon (%s); correct %s"
            .formatted(reason, leaf.isPresent() ? "it, or remove it" : "what is below it"));
  }

  /** The leaf whose key is in the text, or else whose value is. */
  private static Optional<Config> culprit(Config section, String text) {
    return leaves(section)
        .filter(leaf -> text.contains("'" + leaf.key() + "'"))
        .findFirst()
        .or(
            () ->
                leaves(section)
                    .filter(leaf -> leaf.asString().get().length() >= SHORTEST_HINT)
                    .filter(leaf -> text.contains(leaf.asString().get()))
                    .max(Comparator.comparing(leaf -> leaf.asString().get().length())));
  }

  /** What the failure and its causes say, each thing once, without classes and secrets. */
  private static String reason(Config section, RuntimeException failure) {
    StringBuilder reason = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String said = plain(section, String.valueOf(cause.getMessage()));
      if (!said.equals("null") && reason.indexOf(said) < 0) {
        reason.append(reason.isEmpty() ? "" : ": ").append(said);
      }
    }
    return reason.isEmpty() ? "it does not say why" : reason.toString();
  }

  private static String plain(Config section, String message) {
    String said = message;
    for (Config leaf : leaves(section).toList()) {
      String value = leaf.asString().get();
      String shown = Problem.shown(leaf.key().toString(), value);
      said = value.isEmpty() ? said : said.replace(value, shown);
    }
    said = MAPPING.matcher(said.replaceAll("\\s+", " ")).replaceFirst("");
    return CLASS.matcher(said).replaceAll("").replaceFirst("^: ", "").strip();
  }

  private static Stream<Config> leaves(Config section) {
    return section.traverse().filter(Config::hasValue);
  }
}
