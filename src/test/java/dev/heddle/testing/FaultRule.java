package dev.heddle.testing;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * What a {@link FaultProxy} does to a statement or to its reply, a number of times. Safe for any
 * number of threads.
 */
public final class FaultRule {

  /** How a connection ends, as its client sees it. */
  public enum Ending {
    /** A reset: what was under way is lost as well. */
    RESET,
    /** An end of stream in both directions. */
    CLOSE,
    /** An end of stream from the server; the client may still write. */
    HALF_CLOSE,
    /** Nothing ever comes again, and nothing says so. */
    SILENCE
  }

  private final Predicate<String> text;
  private final boolean executed;
  private final Ending ending;
  private final long passedBytes;
  private final AtomicInteger left;
  private final AtomicInteger hits = new AtomicInteger();

  private FaultRule(
      Predicate<String> text, boolean executed, Ending ending, long passedBytes, int times) {
    this.text = text;
    this.executed = executed;
    this.ending = ending;
    this.passedBytes = passedBytes;
    this.left = new AtomicInteger(times);
  }

  /**
   * Ends the connection in place of handing a statement on: the server never sees it.
   *
   * @param text which statements, by the text that the client prepared or sent
   */
  public static FaultRule losingStatement(Predicate<String> text, Ending ending) {
    return new FaultRule(text, false, ending, 0, Integer.MAX_VALUE);
  }

  /**
   * Ends the connection in place of handing a reply on, but only when the server has sent all of
   * it: the statement was executed.
   *
   * @param text which statements, by the text that the client prepared or sent
   */
  public static FaultRule losingReply(Predicate<String> text, Ending ending) {
    return new FaultRule(text, true, ending, 0, Integer.MAX_VALUE);
  }

  /** Such a rule that passes the first bytes of the reply on, and no more. */
  public FaultRule afterBytes(long bytes) {
    return new FaultRule(text, executed, ending, bytes, left.get());
  }

  /** Such a rule that acts this many times at most. */
  public FaultRule times(int times) {
    return new FaultRule(text, executed, ending, passedBytes, times);
  }

  /** How often it acted. */
  public int hits() {
    return hits.get();
  }

  Ending ending() {
    return ending;
  }

  long passedBytes() {
    return passedBytes;
  }

  /** Whether the server is to execute the statement. */
  boolean isExecuted() {
    return executed;
  }

  /** Whether it acts on this statement; it has then acted once more. */
  boolean takes(String statement) {
    if (!text.test(statement) || left.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
      return false;
    }
    hits.incrementAndGet();
    return true;
  }
}
