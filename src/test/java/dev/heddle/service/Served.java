package dev.heddle.service;

import dev.heddle.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A command that runs in a process of its own, as people start it; killed when closed. */
final class Served implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Pattern LISTENING = Pattern.compile("listening on http://[^:]+:(\\d+)$");

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private Served(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  /**
   * Starts a command with an environment of its own: nothing of this process's variables that
   * configures, and only what is given.
   *
   * @param folder where it runs; it finds no configuration files there, so those of the jar count
   */
  static Served start(Path folder, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(withAllSignals());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-classpath");
    command.add(System.getProperty("java.class.path"));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches(".*(POSTGRES|SERVER|ENVIRON).*"));
    builder.environment().put("SERVER_PORT", "0");
    builder.environment().putAll(environment);
    try {
      return new Served(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A shell that starts the tests in the background has them ignore SIGINT, and a JVM that begins
   * so never hears of it; people press Ctrl-C in a shell that does not.
   */
  private static List<String> withAllSignals() {
    boolean ignored;
    try (var status = Files.lines(Path.of("/proc/self/status"))) {
      ignored =
          status
              .filter(line -> line.startsWith("SigIgn:"))
              .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    } catch (IOException notLinux) {
      return List.of();
    }
    return ignored ? List.of("env", "--default-signal=INT") : List.of();
  }

  /** The port that it says it listens on. */
  int port() {
    return Integer.parseInt(awaitLine(LISTENING.pattern()).replaceAll(".*:(\\d+)$", "$1"));
  }

  /** The first line with a match of the expression, as soon as there is one. */
  String awaitLine(String expression) {
    Pattern pattern = Pattern.compile(expression);
    Await.until(
        LIMIT,
        () -> {
          if (lines.stream().noneMatch(line -> pattern.matcher(line).find())
              && !process.isAlive()
              && !reader.isAlive()) {
            throw new AssertionError("it ended without a line like " + expression + ": " + lines);
          }
          return lines.stream().anyMatch(line -> pattern.matcher(line).find());
        },
        "a line like " + expression);
    return lines.stream().filter(line -> pattern.matcher(line).find()).findFirst().orElseThrow();
  }

  /** All that it has said so far. */
  String output() {
    return String.join("\n", lines);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return client.send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  /** Waits until a path is answered with a status. */
  void awaitStatus(String path, int status) {
    Await.until(LIMIT, () -> get(path).statusCode() == status, path + " is answered " + status);
  }

  /** Sends SIGTERM. */
  Served terminate() {
    process.destroy();
    return this;
  }

  /** Sends a signal by its name, as in {@code kill -INT}. */
  Served signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    return this;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it has ended, and returns its exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it has not ended: " + lines);
    }
    reader.join();
    return process.exitValue();
  }

  @Override
  public void close() {
    client.shutdownNow();
    process.destroyForcibly().onExit().join();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private void read() {
    try (BufferedReader output = process.inputReader()) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException closed) {
      // It was killed.
      return;
    }
  }
}
