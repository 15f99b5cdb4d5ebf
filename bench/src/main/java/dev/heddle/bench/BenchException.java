package dev.heddle.bench;

/** What the one who called can put right; its message is the one line that is shown. */
public final class BenchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With the line to be shown. */
  public BenchException(String message) {
    super(message);
  }
}
