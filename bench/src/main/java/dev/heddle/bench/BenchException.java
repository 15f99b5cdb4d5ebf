package dev.heddle.bench;

/** What the one who called can put right; its message is the one line that is shown. */
public final class BenchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean usage;

  /** With the line to be shown. */
  public BenchException(String message) {
    this(message, false);
  }

  private BenchException(String message, boolean usage) {
    super(message);
    this.usage = usage;
  }

  /** For a command line that is wrong, whatever the machine is like. */
  public static BenchException usage(String message) {
    return new BenchException(message, true);
  }

  /** Whether the command line is wrong. */
  public boolean isUsage() {
    return usage;
  }
}
