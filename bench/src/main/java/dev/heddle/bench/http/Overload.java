package dev.heddle.bench.http;

import dev.heddle.bench.load.Load;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import dev.heddle.bench.server.Contender;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * One open load of a server whose capacity is known.
 *
 * @param contender who was loaded
 * @param endpoint with what
 * @param capacity answers per second of a closed loop that keeps it busy
 * @param factor arrivals per second as a multiple of it
 * @param load what was seen
 */
record Overload(Contender contender, Endpoint endpoint, double capacity, double factor, Load load) {

  private static final double NANOS_PER_MICRO = 1_000;
  private static final double NANOS_PER_MILLI = 1_000_000;

  /** Answers below 400 as a share of the capacity. */
  double share() {
    return load.goodput() / capacity;
  }

  /** The line for the results; its rate is the goodput, its times those of the accepted. */
  Line line(int round) {
    return Line.of(
            "overload",
            contender.label(),
            String.format(Locale.ROOT, "%s at %.1fx", endpoint.label(), factor),
            contender.semantics(endpoint.path()),
            1,
            round,
            load.goodput())
        .withTimes(null, Quantiles.ofNanos(load.accepted()))
        .withErrors(load.errors())
        .with("factor", factor)
        .with("capacity", capacity)
        .with("goodputShare", share())
        .with("arrivalsPerSecond", load.asked() / (load.measured().toNanos() / 1e9))
        .with("refusalsPerSecond", load.refusals())
        .with("refusalP50Micros", micros(load.refused(), 50))
        .with("refusalP99Micros", micros(load.refused(), 99))
        .with("refusalAfterSendingP50Micros", micros(load.refusedAfterSending(), 50))
        .with("refusalAfterSendingP99Micros", micros(load.refusedAfterSending(), 99))
        .with("generatorLateP99Micros", micros(load.late(), 99));
  }

  /** What the reader of the report is told. */
  String sentence() {
    String refusals =
        load.refused().getTotalCount() == 0
            ? "nothing was refused"
            : String.format(
                Locale.ROOT,
                "%.0f/s were refused, half of them within %.1f ms and 99 of 100 within %.1f ms",
                load.refusals(),
                millis(load.refusedAfterSending(), 50),
                millis(load.refusedAfterSending(), 99));
    return String.format(
        Locale.ROOT,
        "%s, %s at %.1f times its capacity of %.0f/s: goodput is %.2f of it, p99 of the accepted"
            + " %.0f ms, %s%s; the generator was late by %.1f ms at p99",
        contender.label(),
        endpoint.label(),
        factor,
        capacity,
        share(),
        millis(load.accepted(), 99),
        refusals,
        load.errors() == 0 ? "" : ", " + load.errors() + " failed or were not answered",
        millis(load.late(), 99));
  }

  private static double micros(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
  }

  private static double millis(Histogram nanos, double percentile) {
    return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
  }
}
