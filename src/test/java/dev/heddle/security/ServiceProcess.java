package dev.heddle.security;

import dev.heddle.testing.Await;
import dev.heddle.testing.TestPostgres;
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
 * over the server of a {@link TestPostgres}. Everything that it says is kept.
 */
final class ServiceProcess implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Pattern LISTENING = Pattern.compile("listening on https?://\\S+:(\\d+)");

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();

  private ServiceProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(this::keepOutput);
  }

  /** Starts one with the right password and waits until it listens. */
  static ServiceProcess start(TestPostgres postgres, Map<String, String> properties)
      throws IOException {
    return start(postgres, postgres.password(), properties);
  }

  /** Starts one and waits until it listens; system properties come before the shipped files. */
  static ServiceProcess start(
      TestPostgres postgres, String password, Map<String, String> properties) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    if (!properties.containsKey("database.url")) {
      command.add("-Ddatabase.url=" + postgres.url());
    }
    command.addAll(
        List.of(
            "-classpath",
            System.getProperty("java.class.path"),
            "dev.heddle.service.Main",
            "serve",
            "--profile=test"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TEST_POSTGRES_USER", postgres.username());
    builder.environment().put("TEST_POSTGRES_PASSWORD", password);
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

  /** The properties that make every logger log everything, through a file in the folder. */
  static Map<String, String> finestLogs(Path folder) throws IOException {
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
  int port() {
    return output.stream()
        .map(LISTENING::matcher)
        .filter(Matcher::find)
        .map(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElseThrow();
  }

  /** Every line that it has said so far. */
  List<String> output() {
    return List.copyOf(output);
  }

  /** Waits until it has said something. */
  void awaitOutput(String text) {
    Await.until(
        START_LIMIT,
        () -> output.stream().anyMatch(line -> line.contains(text)),
        "the service says: " + text);
  }

  /** The names and stacks of all its threads, virtual ones too. */
  String threads(Path folder) throws IOException, InterruptedException {
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
  Process process() {
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
