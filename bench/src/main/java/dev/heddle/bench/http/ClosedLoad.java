package dev.heddle.bench.http;

import dev.heddle.bench.load.BuiltInLoad;
import dev.heddle.bench.load.HttpCall;
import dev.heddle.bench.load.Load;
import dev.heddle.bench.load.WrkLoad;
import dev.heddle.bench.results.Quantiles;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A closed loop, by wrk where it is installed. */
final class ClosedLoad {

  /**
   * What it saw.
   *
   * @param perSecond answers with a status below 400
   * @param micros their times
   * @param errors other statuses and broken connections
   */
  record Seen(double perSecond, Quantiles micros, long errors) {}

  private final HttpCall call;
  private final Optional<WrkLoad> wrk;

  private ClosedLoad(HttpCall call, Optional<WrkLoad> wrk) {
    this.call = call;
    this.wrk = wrk;
  }

  /** The load of a request, by wrk when that is there and wanted. */
  static ClosedLoad of(HttpCall call, boolean wrkWanted) {
    return new ClosedLoad(call, wrkWanted ? WrkLoad.of(call) : Optional.empty());
  }

  /** Loads, and tells what it saw. */
  Seen run(int connections, Duration measured) throws IOException, InterruptedException {
    if (wrk.isPresent()) {
      WrkLoad.Report report = wrk.get().run(connections, measured);
      return new Seen(
          report.requestsPerSecond(),
          new Quantiles(
              report.p50Micros(), report.p99Micros(), report.p999Micros(), report.maxMicros()),
          report.errors());
    }
    Load load = new BuiltInLoad(call).closed(connections, Duration.ZERO, measured);
    return new Seen(
        load.goodput(),
        Quantiles.ofNanos(load.accepted()),
        load.errors() + load.refused().getTotalCount());
  }

  /** Loads until the rate no longer grows, at least twice and at most so many seconds. */
  void warmUp(int connections, int mostSeconds) throws IOException, InterruptedException {
    double last = 0;
    for (int second = 0; second < mostSeconds; second++) {
      double now = run(connections, Duration.ofSeconds(1)).perSecond();
      if (second > 0 && now < last * STEADY) {
        return;
      }
      last = Math.max(last, now);
    }
  }

  private static final double STEADY = 1.03;
}
