package dev.heddle.bench;

import dev.heddle.config.PoolSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that all scenarios share; what is not given is the scenario's own choice. */
public final class Options {

  @Option(
      names = "--workers",
      split = ",",
      paramLabel = "<n>",
      description = "How many at once; several are measured one after the other.")
  private @Nullable List<Integer> workers;

  @Option(
      names = "--seconds",
      paramLabel = "<s>",
      description = "Measured time for each line, without warm-up.")
  private @Nullable Double seconds;

  @Option(
      names = "--rounds",
      paramLabel = "<n>",
      description = "Rounds, interleaved: A B C A B C; at least 3 for an interval worth the name.")
  private @Nullable Integer rounds;

  @Option(
      names = "--contenders",
      split = ",",
      paramLabel = "<name>",
      description = "Only these; a scenario's --help lists its own.")
  private @Nullable List<String> contenders;

  @Option(
      names = "--pool-size",
      paramLabel = "<n>",
      description =
          "Connections of every contender's pool. Without it: Heddle's defaults, 20 kept and at"
              + " most 50, for all.")
  private @Nullable Integer poolSize;

  @Option(
      names = "--jvm",
      paramLabel = "round|run",
      description =
          "A fresh JVM for each contender in each round, or one for all its rounds (default: round;"
              + " the tour: run).")
  private @Nullable String jvm;

  @Option(
      names = "--url",
      paramLabel = "<url>",
      description =
          "A running PostgreSQL, as postgresql://user@host:port/database or as a JDBC address;"
              + " PGPASSWORD holds the password. Its schema heddle_bench is made and dropped.")
  private @Nullable String url;

  @Option(
      names = "--json",
      paramLabel = "<file>",
      description = "Where the results go (default: bench/results/latest/results.json).")
  private @Nullable Path json;

  @Option(
      names = "--report",
      paramLabel = "<file>",
      description = "Where the page goes (default: report.html beside the results).")
  private @Nullable Path report;

  private boolean tour;

  /** Those of the tour: as given, and small where nothing is given. */
  Options asTour() {
    tour = true;
    return this;
  }

  /** Whether this scenario is a stop of the three-minute tour, and so to be small. */
  public boolean isTour() {
    return tour;
  }

  /** How many workers at once, or else the scenario's choice. */
  public List<Integer> workers(Integer... otherwise) {
    return workers != null ? workers : List.of(otherwise);
  }

  /** Measured seconds for each line, or else the scenario's choice. */
  public double seconds(double otherwise) {
    return seconds != null ? seconds : otherwise;
  }

  /** How many rounds, or else the scenario's choice. */
  public int rounds(int otherwise) {
    return rounds != null ? rounds : otherwise;
  }

  /** Those of the scenario's contenders that were asked for, in the scenario's order. */
  public List<String> contenders(List<String> known) {
    List<String> asked = contenders;
    return asked == null ? known : known.stream().filter(asked::contains).toList();
  }

  /** The size of every pool, or zero for Heddle's defaults. */
  public int poolSize() {
    return poolSize != null ? poolSize : 0;
  }

  /** The connections that a pool keeps. */
  public int poolKept() {
    return poolSize != null ? poolSize : PoolSettings.defaults().size();
  }

  /** The most connections of a pool. */
  public int poolMost() {
    return poolSize != null ? poolSize : PoolSettings.defaults().max();
  }

  /** Whether each round has JVMs of its own. */
  public boolean isFreshEachRound() {
    return jvm == null ? !tour : jvm.equals("round");
  }

  /** The address of a running server, if one was given. */
  @Nullable String url() {
    return url;
  }

  /** Where the results go, if that was said. */
  @Nullable Path json() {
    return json;
  }

  /** Where the page goes, if that was said. */
  @Nullable Path report() {
    return report;
  }

  /**
   * Checks the values, and that every contender is known to at least one of the scenarios.
   *
   * @throws BenchException with one line for the first thing that is wrong
   */
  void check(List<Scenario> scenarios) {
    for (int count : workers()) {
      require(count >= 1 && count <= 10_000, "--workers takes 1 to 10000, not " + count);
    }
    double time = seconds(1);
    require(time >= 0.1 && time <= 3_600, "--seconds takes 0.1 to 3600, not " + time);
    require(rounds(1) >= 1 && rounds(1) <= 1_000, "--rounds takes 1 to 1000, not " + rounds(1));
    require(
        poolSize == null || (poolSize >= 1 && poolSize <= 1_000),
        "--pool-size takes 1 to 1000, not " + poolSize);
    require(
        jvm == null || List.of("round", "run").contains(jvm),
        "--jvm takes round or run, not " + jvm);
    List<String> known =
        scenarios.stream().flatMap(each -> each.contenders().stream()).distinct().toList();
    if (contenders != null) {
      for (String name : contenders) {
        require(
            known.contains(name),
            "unknown contender '%s'; known here: %s".formatted(name, String.join(", ", known)));
      }
    }
  }

  private static void require(boolean held, String otherwise) {
    if (!held) {
      throw BenchException.usage(otherwise);
    }
  }
}
