package dev.heddle.bench;

import dev.heddle.bench.report.Table;
import dev.heddle.bench.results.Finding;
import dev.heddle.bench.results.Results;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs scenarios one after the other on one server, and writes down what was measured, even when it
 * is told to end before it is through.
 */
final class Harness {

  /** The server's start and stop, and the tables. */
  private static final Duration AROUND = Duration.ofSeconds(10);

  /** A machine that does other things too starts JVMs and connections more slowly. */
  private static final Duration SLACK = Duration.ofSeconds(20);

  private static final long LAST_WORDS_SECONDS = 40;

  /** The shell's code for a program that Ctrl-C ended. */
  static final int INTERRUPTED = 130;

  private final List<String> command;
  private final Options options;
  private final List<Scenario> scenarios;
  private final Journal journal = new Journal();
  private final CountDownLatch ended = new CountDownLatch(1);

  Harness(List<String> command, Options options, List<Scenario> scenarios) {
    this.command = command;
    this.options = options;
    this.scenarios = scenarios;
  }

  /**
   * Runs all.
   *
   * @return the exit code: 0 when everything was measured and could be written, 1 when not, 130
   *     when it was interrupted
   */
  int run() throws IOException {
    options.check(scenarios);
    Output output = Output.of(options);
    Duration bound = AROUND;
    for (Scenario scenario : scenarios) {
      bound = bound.plus(scenario.bound(options));
    }
    Duration limit = bound.multipliedBy(3).dividedBy(2).plus(SLACK);
    System.err.printf(
        "This takes about %s, at most %s.%n", Progress.seconds(bound), Progress.seconds(limit));
    Thread main = Thread.currentThread();
    Thread hook =
        Thread.ofPlatform()
            .name("interrupted")
            .unstarted(
                () -> {
                  main.interrupt();
                  awaitEnd();
                });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return run(output, bound, limit, hook);
    } finally {
      ended.countDown();
    }
  }

  private int run(Output output, Duration bound, Duration limit, Thread hook) throws IOException {
    Path logs = Files.createTempDirectory("heddle-bench-logs");
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    Outcome outcome;
    try (ServerUnderTest server =
        scenarios.stream().anyMatch(Scenario::usesDatabase)
            ? ServerUnderTest.open(options.url())
            : ServerUnderTest.none()) {
      for (Scenario scenario : scenarios) {
        server.requireRoom(
            scenario.name(), scenario.usesDatabase() ? scenario.connections(options) : 0);
      }
      Map<String, String> environment = Environment.of(command, server);
      try (Progress progress = Progress.start(terminal, bound);
          TimeLimit time = TimeLimit.of(limit)) {
        outcome = measure(server, progress, logs, time);
      }
      // At once: whoever interrupted this does not wait for the server's end.
      environment.put("ended", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      show(output, journal.results(environment, outcome == Outcome.COMPLETE));
    }
    if (outcome != Outcome.COMPLETE) {
      System.err.println("Not all was measured; above is what was.");
    }
    if (outcome == Outcome.INTERRUPTED) {
      return INTERRUPTED;
    }
    removeQuietly(hook);
    deleteIfSilent(logs);
    return outcome == Outcome.COMPLETE && !journal.lines().isEmpty() ? 0 : 1;
  }

  private static void show(Output output, Results results) {
    System.out.print(Table.of(results));
    output.write(results);
    System.out.println(output);
  }

  /** One that fails does not take the others' results with it. */
  private Outcome measure(ServerUnderTest server, Progress progress, Path logs, TimeLimit time) {
    for (Scenario scenario : scenarios) {
      try {
        scenario.measure(new Bench(scenario, options, server, progress, journal, logs));
      } catch (InterruptedException e) {
        return time.isOver() ? Outcome.INCOMPLETE : Outcome.INTERRUPTED;
      } catch (IOException | RuntimeException e) {
        // Of a defect the name is of use too; what the others measured is kept.
        String text = "failed: " + (e instanceof BenchException ? e.getMessage() : e.toString());
        journal.miss(new Finding(scenario.name(), text));
        System.err.printf("%s %s%n", scenario.name(), text);
      }
    }
    return journal.isWhole() ? Outcome.COMPLETE : Outcome.INCOMPLETE;
  }

  private enum Outcome {
    COMPLETE,
    INCOMPLETE,
    INTERRUPTED
  }

  /** What programs printed is only of use when something went wrong. */
  private static void deleteIfSilent(Path logs) throws IOException {
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file) && Files.size(file) == 0) {
          Files.delete(file);
        }
      }
    }
    try (Stream<Path> files = Files.list(logs)) {
      if (files.findAny().isPresent()) {
        System.err.printf("What the contenders printed is in %s%n", logs);
        return;
      }
    }
    Files.delete(logs);
  }

  private void awaitEnd() {
    try {
      if (!ended.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("The run did not end in time; its last line is lost.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void removeQuietly(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends already: the hook runs, and sees that this has ended.
      Thread.currentThread().interrupt();
    }
  }
}
