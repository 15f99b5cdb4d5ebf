package dev.heddle.bench.micro;

import dev.heddle.bench.Bench;
import dev.heddle.bench.BenchException;
import dev.heddle.bench.Options;
import dev.heddle.bench.Scenario;
import dev.heddle.bench.results.Line;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;

/** Single parts without a server, by JMH, each in a JVM of its own for each round. */
@Command(
    name = "micro",
    description =
        "JMH: a session without a statement and what it allocates, parameter parsing, row mapping,"
            + " the gate.")
public final class MicroScenario implements Scenario {

  private static final String CONTENDER = "heddle-transaction";

  /** The classes, with the number of benchmarks in each. */
  private static final Map<String, Integer> CLASSES =
      Map.of(
          SessionBenchmark.class.getName(),
          2,
          "dev.heddle.client.ParameterBenchmark",
          2,
          RowBenchmark.class.getName(),
          2,
          "dev.heddle.pool.GateBenchmark",
          1);

  private static final int WARM_ITERATIONS = 3;
  private static final double START_SECONDS = 1.5;

  @Override
  public String name() {
    return "micro";
  }

  @Override
  public List<String> contenders() {
    return List.of(CONTENDER);
  }

  @Override
  public Duration bound(Options options) {
    int benchmarks = CLASSES.values().stream().mapToInt(Integer::intValue).sum();
    double each = START_SECONDS + (WARM_ITERATIONS + 1) * seconds(options);
    return Duration.ofMillis((long) (rounds(options) * benchmarks * each * 1_000));
  }

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException {
    if (bench.contenders().isEmpty()) {
      return;
    }
    Path server = serverFile(bench);
    try {
      measure(bench, server);
    } finally {
      Files.delete(server);
    }
  }

  /** Not on the command line, where others see it. */
  private static Path serverFile(Bench bench) throws IOException {
    Path file = Files.createTempFile(bench.logs(), "server", ".properties");
    Properties properties = new Properties();
    properties.setProperty("url", bench.server().url());
    properties.setProperty("username", bench.server().username());
    properties.setProperty("password", bench.server().password().reveal());
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return file;
  }

  private static void measure(Bench bench, Path server) throws InterruptedException {
    for (int round = 1; round <= rounds(bench.options()); round++) {
      for (String type : CLASSES.keySet().stream().sorted().toList()) {
        bench.step(
            "round %d of %d: %s"
                .formatted(
                    round, rounds(bench.options()), type.substring(type.lastIndexOf('.') + 1)),
            Duration.ofMillis(
                (long)
                    (CLASSES.getOrDefault(type, 1)
                        * (START_SECONDS + (WARM_ITERATIONS + 1) * seconds(bench.options()))
                        * 1_000)));
        run(bench, type, round, server);
      }
    }
  }

  private static void run(Bench bench, String type, int round, Path server) {
    TimeValue time = TimeValue.milliseconds((long) (seconds(bench.options()) * 1_000));
    try {
      Collection<RunResult> results =
          new Runner(
                  new OptionsBuilder()
                      .include(type.replace(".", "\\.") + "\\.")
                      .mode(Mode.AverageTime)
                      .timeUnit(java.util.concurrent.TimeUnit.NANOSECONDS)
                      .forks(1)
                      .warmupIterations(WARM_ITERATIONS)
                      .warmupTime(time)
                      .measurementIterations(1)
                      .measurementTime(time)
                      .addProfiler(GCProfiler.class)
                      .jvmArgs(
                          "-Xmx256m",
                          "--sun-misc-unsafe-memory-access=allow",
                          "-D" + RowBenchmark.SERVER + "=" + server)
                      .shouldFailOnError(true)
                      .verbosity(VerboseMode.SILENT)
                      .build())
              .run();
      results.forEach(result -> bench.add(line(bench, result, round)));
    } catch (RunnerException e) {
      throw new BenchException("JMH: " + e.getMessage());
    }
  }

  private static Line line(Bench bench, RunResult result, int round) {
    Result<?> primary = result.getPrimaryResult();
    double nanos = primary.getScore();
    return Line.of(
            bench.scenario(),
            CONTENDER,
            primary.getLabel(),
            Meaning.of(primary.getLabel()),
            1,
            round,
            1e9 / nanos)
        .with("nanosEach", nanos)
        .with("bytesAllocatedEach", allocated(result));
  }

  private static double allocated(RunResult result) {
    double sum = 0;
    int count = 0;
    for (BenchmarkResult fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        for (Map.Entry<String, ? extends Result<?>> entry : secondary(iteration).entrySet()) {
          if (entry.getKey().endsWith("gc.alloc.rate.norm")) {
            sum += entry.getValue().getScore();
            count++;
          }
        }
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  @SuppressWarnings({"rawtypes", "unchecked"}) // JMH's own signature is raw.
  private static Map<String, Result<?>> secondary(IterationResult iteration) {
    return (Map) iteration.getSecondaryResults();
  }

  private static double seconds(Options options) {
    return options.seconds(options.isTour() ? 0.2 : 1);
  }

  private static int rounds(Options options) {
    return options.rounds(options.isTour() ? 1 : 3);
  }
}
