package dev.heddle.bench;

import dev.heddle.bench.child.ChildJvm;
import dev.heddle.bench.results.Finding;
import dev.heddle.bench.results.Line;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a running scenario is given: the server, its options, and where its results go. */
public final class Bench {

  private final Scenario scenario;
  private final Options options;
  private final ServerUnderTest server;
  private final Progress progress;
  private final Journal journal;
  private final Path logs;

  Bench(
      Scenario scenario,
      Options options,
      ServerUnderTest server,
      Progress progress,
      Journal journal,
      Path logs) {
    this.scenario = scenario;
    this.options = options;
    this.server = server;
    this.progress = progress;
    this.journal = journal;
    this.logs = logs;
  }

  /** The scenario's name, for its lines. */
  public String scenario() {
    return scenario.name();
  }

  /** The common options. */
  public Options options() {
    return options;
  }

  /** The PostgreSQL that everything runs on. */
  public ServerUnderTest server() {
    return server;
  }

  /** The contenders that take part, in the order of a round. */
  public List<String> contenders() {
    return scenario.chosen(options);
  }

  /**
   * Says what happens next; the bar moves on by the given time while it does.
   *
   * @throws InterruptedException when the run is to end
   */
  public void step(String what, Duration expected) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    progress.step(scenario.name() + " " + what, expected);
  }

  /** Keeps a line. */
  public void add(Line line) {
    journal.add(line);
  }

  /**
   * Keeps why something was not measured; the run goes on, and ends with an exit code of its own.
   */
  public void miss(String reason) {
    journal.miss(new Finding(scenario.name(), reason));
  }

  /** Keeps a sentence for the report, such as a recommendation. */
  public void find(String text) {
    journal.add(new Finding(scenario.name(), text));
  }

  /** The lines of this scenario so far. */
  public List<Line> lines() {
    return journal.lines().stream()
        .filter(line -> line.scenario().equals(scenario.name()))
        .toList();
  }

  /** The folder for what programs under measurement print. */
  public Path logs() {
    return logs;
  }

  /**
   * Starts a program on the harness's own class path in a JVM of its own.
   *
   * @param name for messages and its log
   * @param flags of the JVM
   * @param main calls {@link dev.heddle.bench.child.Serving#until}
   */
  public ChildJvm start(String name, List<String> flags, Class<?> main) throws IOException {
    return start(name, System.getProperty("java.class.path"), flags, main);
  }

  /** Starts a program on Helidon 4.1.7 throughout; it may know the stock client and the JDK. */
  public ChildJvm startStock(String name, List<String> flags, Class<?> main) throws IOException {
    return start(name, stockClassPath(), flags, main);
  }

  private ChildJvm start(String name, String classPath, List<String> flags, Class<?> main)
      throws IOException {
    List<String> all = new ArrayList<>(flags);
    all.add(
        "-Djava.util.logging.config.file="
            + Installation.root().resolve("bench").resolve("logging.properties"));
    return ChildJvm.start(scenario.name() + "-" + name, logs, classPath, all, main);
  }

  private static String stockClassPath() {
    List<String> path = new ArrayList<>();
    for (String entry :
        System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
      if (entry.endsWith("test-classes")) {
        path.add(entry);
      }
    }
    path.add(Installation.root().resolve("target").resolve("stock").toString() + "/*");
    return String.join(File.pathSeparator, path);
  }
}
