package dev.heddle.bench.session;

import dev.heddle.bench.child.CpuTimes;
import dev.heddle.bench.child.Message;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import dev.heddle.bench.results.Spread;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link SessionLoad} counted within its measured time.
 *
 * @param sessions that ended well
 * @param nanos how long that time really was
 * @param errors sessions that failed
 * @param firstError what the first of them said, or empty
 * @param least sessions of the worker that got the fewest
 * @param median of the worker in the middle
 * @param most of the worker that got the most
 * @param starved workers that got none
 * @param longestUnfinishedNanos how long the oldest session had lasted that had not ended
 * @param holds sessions of a second that ended meanwhile, of workers that are in none of these
 *     figures
 * @param acquire times to get a connection; empty when unknown
 * @param acquireUnit nanoseconds of one unit of it
 * @param session times of whole sessions, nanoseconds
 * @param cpu what processors did
 */
record Measured(
    long sessions,
    long nanos,
    long errors,
    String firstError,
    double least,
    double median,
    double most,
    int starved,
    long longestUnfinishedNanos,
    long holds,
    Histogram acquire,
    long acquireUnit,
    Histogram session,
    CpuTimes cpu) {

  double sessionsPerSecond() {
    return sessions * 1e9 / nanos;
  }

  /** The line with these figures. */
  Line line(Line line) {
    @Nullable Quantiles acquired =
        acquire.getTotalCount() == 0
            ? null
            : acquireUnit == 1 ? Quantiles.ofNanos(acquire) : Quantiles.ofMicros(acquire);
    return line.withTimes(acquired, Quantiles.ofNanos(session))
        .withWorkers(new Spread(least, median, most), starved)
        .withCpu(
            known(cpu.clientMicrosPer(sessions)),
            known(cpu.serverMicrosPer(sessions)),
            known(cpu.othersShare()))
        .withErrors(errors)
        .with("sessions", (double) sessions)
        .with("longestUnfinishedMicros", longestUnfinishedNanos / 1e3);
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  Message message() {
    return cpu.into(
        Message.of("measured")
            .with("sessions", sessions)
            .with("nanos", nanos)
            .with("errors", errors)
            .with("firstError", firstError)
            .with("least", least)
            .with("median", median)
            .with("most", most)
            .with("starved", starved)
            .with("unfinished", longestUnfinishedNanos)
            .with("holds", holds)
            .with("acquire", packed(acquire))
            .with("acquireUnit", acquireUnit)
            .with("session", packed(session)));
  }

  static Measured from(Message message) {
    return new Measured(
        message.number("sessions"),
        message.number("nanos"),
        message.number("errors"),
        message.text("firstError"),
        message.decimal("least"),
        message.decimal("median"),
        message.decimal("most"),
        (int) message.number("starved"),
        message.number("unfinished"),
        message.number("holds"),
        unpacked(message.text("acquire")),
        message.number("acquireUnit"),
        unpacked(message.text("session")),
        CpuTimes.from(message));
  }

  static String packed(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getUrlEncoder().encodeToString(java.util.Arrays.copyOf(bytes.array(), length));
  }

  static Histogram unpacked(String text) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getUrlDecoder().decode(text)), 0);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not a histogram", e);
    }
  }
}
