package dev.heddle.pool;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How long callers waited for a connection since the pool was opened; two significant digits. */
final class AcquireTimes {

  private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);

  private final Histogram micros = new ConcurrentHistogram(LONGEST_MICROS, 2);

  void record(long nanos) {
    micros.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(nanos), 0, LONGEST_MICROS));
  }

  long count() {
    return micros.getTotalCount();
  }

  long percentile(double percentile) {
    return micros.getValueAtPercentile(percentile);
  }

  long max() {
    return micros.getMaxValue();
  }
}
