package dev.heddle.bench.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** Counts answers of the measured time. Used by one thread. */
final class Tally {

  private static final long LONGEST = Duration.ofMinutes(10).toNanos();
  private static final int REFUSED = 503;
  private static final int FIRST_FAILURE = 400;

  private final Histogram accepted = histogram();
  private final Histogram refused = histogram();
  private final Histogram refusedAfterSending = histogram();
  private final Histogram late = histogram();
  private long completed;
  private long failed;
  private long broken;

  /** An answer. */
  void answered(int status, long due, long sent, long now) {
    if (status < FIRST_FAILURE) {
      record(accepted, now - due);
    } else if (status == REFUSED) {
      record(refused, now - due);
      record(refusedAfterSending, now - sent);
    } else {
      failed++;
    }
  }

  /** An answer came within the measured time, whenever it was due. */
  void completed(int status) {
    if (status < FIRST_FAILURE) {
      completed++;
    }
  }

  /** A connection that failed. */
  void broken() {
    broken++;
  }

  /** A request was sent so long after it was due. */
  void sent(long behind) {
    record(late, behind);
  }

  /** Answers and failures so far. */
  long seen() {
    return accepted.getTotalCount() + refused.getTotalCount() + failed + broken;
  }

  Load load(Duration measured, long asked, long unanswered) {
    return new Load(
        measured,
        asked,
        completed,
        accepted,
        refused,
        refusedAfterSending,
        failed,
        broken,
        unanswered,
        late);
  }

  private static Histogram histogram() {
    return new Histogram(LONGEST, 3);
  }

  private static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(nanos, 0, LONGEST));
  }
}
