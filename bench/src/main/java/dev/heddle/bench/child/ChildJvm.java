package dev.heddle.bench.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM of its own for one program under measurement. It is asked one {@link Message} at a time,
 * each with a time limit, and is gone after {@link #close()}.
 */
public final class ChildJvm implements AutoCloseable {

  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final String name;
  private final Process process;
  private final Path log;
  private final Writer questions;
  private final LinkedBlockingQueue<Optional<Message>> answers = new LinkedBlockingQueue<>();

  private ChildJvm(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.questions = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofPlatform().name("answers-" + name).daemon().start(this::read);
  }

  /**
   * Starts one.
   *
   * @param name for messages and its log
   * @param logs the folder for what it prints
   * @param classPath its class path
   * @param flags of the JVM, such as {@code -Xmx512m}
   * @param main calls {@link Serving#until}
   * @param arguments of the program; no secrets, since others see them: send those as a message
   */
  public static ChildJvm start(
      String name,
      Path logs,
      String classPath,
      List<String> flags,
      Class<?> main,
      String... arguments)
      throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(flags);
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    Path log = logs.resolve(name + ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new ChildJvm(name, process, log);
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * Asks and waits for the answer.
   *
   * @throws ChildFailedException when the answer is a failure, the process ended, or the time did
   */
  public Message ask(Message question, Duration limit)
      throws ChildFailedException, InterruptedException {
    try {
      questions.write(question.line() + "\n");
      questions.flush();
    } catch (IOException e) {
      throw new ChildFailedException(name + " has ended: " + lastWords());
    }
    Optional<Message> answer = answers.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (answer == null) {
      throw new ChildFailedException(
          "%s gave no answer to '%s' within %d s"
              .formatted(name, question.verb(), limit.toSeconds()));
    }
    if (answer.isEmpty()) {
      throw new ChildFailedException(name + " has ended: " + lastWords());
    }
    if (answer.get().verb().equals("failed")) {
      throw new ChildFailedException(name + ": " + answer.get().text("message"));
    }
    return answer.get();
  }

  /** Lets it end by itself for a moment, then ends it. */
  @Override
  public void close() {
    try {
      questions.close();
    } catch (IOException e) {
      process.destroyForcibly();
    }
    try {
      if (!process.waitFor(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        answers.add(Optional.of(Message.parse(line)));
      }
    } catch (IOException | IllegalArgumentException e) {
      answers.add(Optional.of(Message.of("failed").with("message", e.toString())));
    }
    answers.add(Optional.empty());
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      @Nullable String last = lines.isEmpty() ? null : lines.getLast();
      return last == null ? "it said nothing" : last;
    } catch (IOException | UncheckedIOException e) {
      return "its log " + log + " cannot be read";
    }
  }
}
