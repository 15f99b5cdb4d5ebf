package dev.heddle.bench.server;

import dev.heddle.bench.child.Message;
import dev.heddle.bench.child.Serving;

/**
 * A server under measurement as the harness sees it: told {@code open} with a database, it answers
 * {@code listening} with its port, and it serves until the harness goes away.
 */
final class Listening {

  /** Connections that Heddle keeps by default, and so every server does. */
  private static final int KEPT = 20;

  /** Connections that Heddle opens at most by default, and so every server does. */
  private static final int MOST = 50;

  /** Opens a server. */
  @FunctionalInterface
  interface Server {

    /** Opens it on a free port of the loopback interface, and returns the port. */
    int open(Target target) throws Exception;
  }

  /**
   * The database and the pool on it.
   *
   * @param url the JDBC address, without credentials
   * @param username who signs in
   * @param password with what
   * @param poolSize connections kept
   * @param poolMost connections opened at most
   * @param values everything that was said, with what only one server understands
   */
  record Target(
      String url, String username, String password, int poolSize, int poolMost, Message values) {

    private static Target of(Message open) {
      int asked = (int) open.number("poolSize");
      return new Target(
          open.text("url"),
          open.text("username"),
          open.text("password"),
          asked == 0 ? KEPT : asked,
          asked == 0 ? MOST : asked,
          open);
    }
  }

  private Listening() {}

  /** Serves until the harness goes away. */
  static void serve(Server server) throws InterruptedException {
    Serving.until(
        question ->
            switch (question.verb()) {
              case "open" -> Message.of("listening").with("port", server.open(Target.of(question)));
              default -> throw new IllegalArgumentException("unknown: " + question.verb());
            });
  }
}
