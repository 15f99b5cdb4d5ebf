package dev.heddle.bench.child;

/** A program under measurement failed, ended or did not answer in time. */
public final class ChildFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** With what happened, in one line. */
  public ChildFailedException(String message) {
    super(message);
  }
}
