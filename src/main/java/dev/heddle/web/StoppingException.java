package dev.heddle.web;

/** A request came over a connection that was opened when the server had begun to finish. */
final class StoppingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoppingException() {
    super("the server is about to stop", null, false, false);
  }
}
