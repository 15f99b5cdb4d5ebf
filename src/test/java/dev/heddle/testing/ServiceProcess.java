package dev.heddle.testing;

import dev.heddle.config.DatabaseSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service as a user starts it, in a process of its own, on a free port of the loopback address,
 * over a server that is there already. Everything that it says is kept.
 */
public final class ServiceProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Pattern LISTENING = Pattern.compile("listening on https?://\\S+:(\\d+)");

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();

  private ServiceProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::keepOutput);
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param settings the server's address and who signs in
   * @param options what stands before the class's name: system properties come before the shipped
   *     files, and options of the JVM
   */
  public static ServiceProcess start(DatabaseSettings settings, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Ddatabase.url=" + settings.url());
    command.addAll(options);
    command.addAll(
        List.of(
            "-classpath",
            System.getProperty("java.class.path"),
            "dev.heddle.service.Main",
            "serve",
            "--profile=test"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TEST_POSTGRES_USER", settings.username());
    builder.environment().put("TEST_POSTGRES_PASSWORD", settings.password().reveal());
    ServiceProcess service = new ServiceProcess(builder.start());
    try {
      Await.until(
          START_LIMIT,
          () -> service.listens() || !service.process.isAlive(),
          "the service listens; it said " + service.output);
      if (!service.process.isAlive()) {
        throw new AssertionError("the service ended, and said " + service.output);
      }
      return service;
    } catch (AssertionError e) {
      service.close();
      throw e;
    }
  }

  /** System properties as options. */
  public static List<String> properties(Map<String, String> values) {
    return values.entrySet().stream()
        .map(one -> "-D" + one.getKey() + "=" + one.getValue())
        .toList();
  }

  /** The properties that make every logger log everything, through a file in the folder. */
  public static Map<String, String> finestLogs(Path folder) throws IOException {
    Path file = folder.resolve("logging.properties");
    Files.writeString(
        file,
        Files.readString(Path.of("etc", "config", "logging.properties"))
            .replaceAll("(?m)^([\\w.]*\\.level) = (INFO|WARNING)$", "$1 = ALL")
            // The JDK's own loggers tell of sockets and HTTP clients.
            .concat(
                "\njdk.level = INFO\nsun.level = INFO\njava.level = INFO\njavax.level = INFO\n"));
    return Map.of("java.util.logging.config.file", file.toString());
  }

  /** The port that it listens on. */
  public int port() {
    return output.stream()
        .map(LISTENING::matcher)
        .filter(Matcher::find)
        .map(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  /** Every line that it has said so far. */
  public List<String> output() {
    return List.copyOf(output);
  }

  /** Waits until it has said something. */
  public void awaitOutput(String text) {
    Await.until(
        START_LIMIT,
        () -> output.stream().anyMatch(line -> line.contains(text)),
        "the service says: " + text);
  }

  /** The names and stacks of all its threads, virtual ones too. */
  public String threads(Path folder) throws IOException, InterruptedException {
    Path file = folder.resolve("threads.json");
    Process dump =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "Thread.dump_to_file",
                "-overwrite",
                "-format=json",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (dump.waitFor() != 0) {
      throw new AssertionError("no thread dump: " + said);
    }
    return Files.readString(file);
  }

  /** The process, to be signalled. */
  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private boolean listens() {
    return output.stream().anyMatch(line -> LISTENING.matcher(line).find());
  }

  private void keepOutput() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(output::add);
    } catch (UncheckedIOException | IOException ended) {
      output.add("(" + ended + ")");
    }
  }
}
