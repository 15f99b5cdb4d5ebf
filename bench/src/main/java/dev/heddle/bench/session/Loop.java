package dev.heddle.bench.session;

import dev.heddle.bench.BenchException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ways to ask for sessions that are measured. */
enum Loop {
  CLOSED_LOOPING(Load.Arrival.CLOSED, Load.Threads.LOOPING),
  CLOSED_FRESH(Load.Arrival.CLOSED, Load.Threads.FRESH),
  OPEN_LOOPING(Load.Arrival.OPEN, Load.Threads.LOOPING),
  OPEN_FRESH(Load.Arrival.OPEN, Load.Threads.FRESH);

  private final Load.Arrival arrival;
  private final Load.Threads threads;

  Loop(Load.Arrival arrival, Load.Threads threads) {
    this.arrival = arrival;
    this.threads = threads;
  }

  Load.Arrival arrival() {
    return arrival;
  }

  Load.Threads threads() {
    return threads;
  }

  /** The name in options and results. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Loop of(String title) {
    return Stream.of(values())
        .filter(loop -> loop.title().equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                BenchException.usage(
                    "unknown loop '%s'; known: %s"
                        .formatted(
                            title,
                            Stream.of(values())
                                .map(Loop::title)
                                .collect(Collectors.joining(", ")))));
  }
}
