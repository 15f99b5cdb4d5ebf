package dev.heddle.bench.load;

/**
 * When requests are to begin, whatever became of those before: one after the other at the same
 * distance. A time taken from these beginnings has what coordinated omission would leave out.
 */
final class Arrivals {

  private final long first;
  private final double perNano;
  private final long count;
  private long next;

  /**
   * Arrivals for some time.
   *
   * @param first when the first one begins, in nanoseconds
   * @param perSecond how many begin in a second
   * @param nanos for how long
   */
  Arrivals(long first, double perSecond, long nanos) {
    this.first = first;
    this.perNano = perSecond / 1e9;
    this.count = Math.max(1, Math.round(perNano * nanos));
  }

  /** How many there are in all. */
  long count() {
    return count;
  }

  /** Whether there is another one. */
  boolean hasNext() {
    return next < count;
  }

  /** When the next one is to begin. */
  long nextTime() {
    return first + Math.round(next / perNano);
  }

  /** Goes on to the one after it. */
  void advance() {
    next++;
  }
}
