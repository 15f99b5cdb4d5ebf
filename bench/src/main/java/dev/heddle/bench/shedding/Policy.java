package dev.heddle.bench.shedding;

/** Who waits for one of {@link Callers#PLACES} places, and who is refused. */
public interface Policy extends AutoCloseable {

  /**
   * Takes a place, or is refused.
   *
   * @param budgetNanos what the caller has for its wait and its work
   */
  boolean enter(long budgetNanos) throws InterruptedException;

  /** Gives the place back. */
  void leave();

  @Override
  void close();
}
