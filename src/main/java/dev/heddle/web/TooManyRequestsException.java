package dev.heddle.web;

import java.time.Duration;

/** As many requests as may be are at work. */
final class TooManyRequestsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** When it is worth trying again. */
  private final Duration retryAfter;

  TooManyRequestsException(Duration retryAfter) {
    super("server.limits.max-requests are at work", null, false, false);
    this.retryAfter = retryAfter;
  }

  /** When it is worth trying again. */
  Duration retryAfter() {
    return retryAfter;
  }
}
