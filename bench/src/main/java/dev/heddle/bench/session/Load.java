package dev.heddle.bench.session;

import dev.heddle.bench.child.Message;

/**
 * How sessions are asked for.
 *
 * @param operation what each does
 * @param arrival when the next one begins
 * @param threads who runs it
 * @param workers how many at once; at an open loop, how many streams of arrivals
 * @param holders workers beside them, each of which holds a connection for a second at a time; they
 *     are no part of the figures
 * @param rate arrivals per second of an open loop, all streams together
 * @param settleNanos time before the measured time
 * @param nanos measured time
 */
record Load(
    Operation operation,
    Arrival arrival,
    Threads threads,
    int workers,
    int holders,
    double rate,
    long settleNanos,
    long nanos) {

  /** When the next session of a worker begins. */
  enum Arrival {
    /** When its last one has ended, so a slow server is asked less often. */
    CLOSED,
    /**
     * At a fixed rate, whether the last one has ended or not. Times count from when a session
     * should have begun, so that a stall counts against all that it delays.
     */
    OPEN
  }

  /** Who runs a session. */
  enum Threads {
    /** One virtual thread for each worker, all the time. */
    LOOPING,
    /** A new virtual thread for each session, as a web server has. */
    FRESH
  }

  /** The same for another time, all of which is measured. */
  Load lasting(long newNanos) {
    return new Load(operation, arrival, threads, workers, holders, rate, 0, newNanos);
  }

  static Load from(Message message) {
    return new Load(
        Operation.valueOf(message.text("operation")),
        Arrival.valueOf(message.text("arrival")),
        Threads.valueOf(message.text("threads")),
        (int) message.number("workers"),
        (int) message.number("holders"),
        message.decimal("rate"),
        message.number("settle"),
        message.number("nanos"));
  }

  Message into(Message message) {
    return message
        .with("operation", operation)
        .with("arrival", arrival)
        .with("threads", threads)
        .with("workers", workers)
        .with("holders", holders)
        .with("rate", rate)
        .with("settle", settleNanos)
        .with("nanos", nanos);
  }
}
