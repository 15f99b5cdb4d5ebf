package dev.heddle.bench.session;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells when a rate no longer rises: the newer half of the last windows is not faster than the
 * older half by more than a twentieth. Only a rise counts, since noise goes both ways for ever.
 */
final class Steadiness {

  private static final int WINDOWS = 6;
  private static final double RISE = 1.05;

  private final Deque<Double> last = new ArrayDeque<>();

  /** The rate of one more window. */
  void add(double rate) {
    last.addLast(rate);
    if (last.size() > WINDOWS) {
      last.removeFirst();
    }
  }

  boolean isReached() {
    if (last.size() < WINDOWS) {
      return false;
    }
    double[] rates = last.stream().mapToDouble(Double::doubleValue).toArray();
    double older = 0;
    double newer = 0;
    for (int i = 0; i < WINDOWS / 2; i++) {
      older += rates[i];
      newer += rates[WINDOWS / 2 + i];
    }
    return older > 0 && newer <= older * RISE;
  }
}
