package dev.heddle.error;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The configuration cannot be used; every problem found is listed at once, and none shows a secret.
 */
public final class ConfigurationException extends HeddleException {

  private static final long serialVersionUID = 1L;

  /** What is wrong, at least one. */
  private final List<String> problems;

  /**
   * An error that lists all problems.
   *
   * @param problems what is wrong, each with its key, its origin and the next step
   */
  public ConfigurationException(List<String> problems) {
    super(listed(problems), null);
    this.problems = List.copyOf(problems);
  }

  /**
   * Each problem on its own, in the order of the configuration's keys.
   *
   * @return the problems, at least one
   */
  public List<String> problems() {
    return problems;
  }

  private static String listed(List<String> problems) {
    if (problems.size() == 1) {
      return "the configuration has a problem: " + problems.getFirst();
    }
    return IntStream.range(0, problems.size())
        .mapToObj(index -> "%n  %d. %s".formatted(index + 1, problems.get(index)))
        .collect(
            Collectors.joining("", "the configuration has " + problems.size() + " problems:", ""));
  }
}
