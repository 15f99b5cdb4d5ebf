package dev.heddle.bench.child;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The child's side: answers each message with one. The process ends when the harness goes away,
 * however that happens, even while it works.
 */
public final class Serving {

  /** Answers messages. */
  @FunctionalInterface
  public interface Work {

    /** What to answer; an exception is answered with its message. */
    Message answer(Message question) throws Exception;
  }

  private Serving() {}

  /** Answers until the harness closes the connection; then ends the process. */
  public static void until(Work work) throws InterruptedException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    // Whatever else is printed must not be taken for an answer.
    System.setOut(System.err);
    LinkedBlockingQueue<Message> questions = new LinkedBlockingQueue<>();
    Thread.ofPlatform().name("questions").daemon().start(() -> read(questions));
    while (true) {
      answers.println(answer(work, questions.take()).line());
    }
  }

  private static Message answer(Work work, Message question) {
    try {
      return work.answer(question);
    } catch (Exception | LinkageError e) {
      e.printStackTrace(System.err);
      return Message.of("failed").with("message", e.toString());
    }
  }

  private static void read(LinkedBlockingQueue<Message> questions) {
    try {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        questions.add(Message.parse(line));
      }
    } catch (IOException e) {
      e.printStackTrace(System.err);
    }
    Runtime.getRuntime().halt(0);
  }
}
