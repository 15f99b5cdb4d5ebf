package dev.heddle.web;

/** As many requests as may be are at work. */
final class TooManyRequestsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooManyRequestsException() {
    super("server.limits.max-requests are at work", null, false, false);
  }
}
