package dev.heddle.bench.load;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What a load saw in its measured time. Times are in nanoseconds; those of an open loop count from
 * when a request was to begin, so that a server that is late for one is late for those behind it.
 *
 * @param measured for how long
 * @param asked requests that were to begin in that time; of a closed loop, those that were answered
 * @param completed answers with a status below 400 that came in that time, whenever they were due
 * @param accepted time of each answer with a status below 400
 * @param refused time of each 503, from when its request was to begin
 * @param refusedAfterSending time of each 503, from when its request was sent
 * @param failed answers with any other status
 * @param broken connections that ended without an answer, or could not be opened
 * @param unanswered requests without an answer when the load was over
 * @param late how far behind its schedule the generator sent; empty for a closed loop
 */
public record Load(
    Duration measured,
    long asked,
    long completed,
    Histogram accepted,
    Histogram refused,
    Histogram refusedAfterSending,
    long failed,
    long broken,
    long unanswered,
    Histogram late) {

  /** Answers with a status below 400 that came within the measured time, in a second. */
  public double goodput() {
    return perSecond(completed);
  }

  /** Refusals in a second. */
  public double refusals() {
    return perSecond(refused.getTotalCount());
  }

  /** Everything that went wrong and was not a refusal. */
  public long errors() {
    return failed + broken + unanswered;
  }

  private double perSecond(long count) {
    return count / (measured.toNanos() / 1e9);
  }
}
