package dev.heddle.bench;

import dev.heddle.bench.report.Table;
import dev.heddle.bench.results.Results;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs scenarios one after the other on one server, and writes down what was measured, even when it
 * is told to end before it is through.
 */
final class Harness {

  /** The server's start and stop, and the tables. */
  private static final Duration AROUND = Duration.ofSeconds(10);

  private static final long LAST_WORDS_SECONDS = 20;

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
   * @return the exit code: 0 when something was measured and all of it could be written
   */
  int run() throws IOException {
    options.check(scenarios);
    Output output = Output.of(options);
    Duration bound = AROUND;
    for (Scenario scenario : scenarios) {
      bound = bound.plus(scenario.bound(options));
    }
    System.err.printf("This takes at most %s.%n", Progress.seconds(bound));
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
      return run(output, bound, hook);
    } finally {
      ended.countDown();
    }
  }

  private int run(Output output, Duration bound, Thread hook) throws IOException {
    Path logs = Files.createTempDirectory("heddle-bench-logs");
    boolean complete = false;
    Map<String, String> environment;
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    try (ServerUnderTest server = ServerUnderTest.open(options.url());
        Progress progress = Progress.start(terminal, bound)) {
      environment = Environment.of(command, server);
      complete = measure(server, progress, logs);
    }
    Results results = journal.results(environment, complete);
    System.out.print(Table.of(results));
    output.write(results);
    System.out.printf("%s%n", output);
    if (!complete) {
      System.err.printf("Ended before all was measured; above is what was.%n");
      return 130;
    }
    if (!Thread.interrupted()) {
      removeQuietly(hook);
    }
    return results.lines().isEmpty() ? 1 : 0;
  }

  private boolean measure(ServerUnderTest server, Progress progress, Path logs) throws IOException {
    for (Scenario scenario : scenarios) {
      try {
        scenario.measure(new Bench(scenario, options, server, progress, journal, logs));
      } catch (InterruptedException e) {
        return false;
      }
    }
    return true;
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
