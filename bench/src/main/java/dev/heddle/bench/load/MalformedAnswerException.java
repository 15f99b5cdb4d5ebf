package dev.heddle.bench.load;

import java.io.IOException;

/** What came is no answer of HTTP/1.1, or none whose end can be found. */
final class MalformedAnswerException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedAnswerException(String what) {
    super("not an answer of HTTP/1.1: " + what);
  }
}
