package dev.heddle.faults;

import dev.heddle.testing.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** HTTP clients that ask again and again, every other time for a change, until they are stopped. */
final class Load {

  private final Bench bench;
  private final Duration pace;
  private final List<Thread> clients = new ArrayList<>();
  private final Map<String, Integer> errors = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong successes = new AtomicLong();
  private final AtomicLong lastError = new AtomicLong(System.nanoTime());
  private final AtomicLong unshed = new AtomicLong();
  private final Histogram nanos = new ConcurrentHistogram(3);
  private volatile boolean stopped;

  private Load(Bench bench, Duration pace) {
    this.bench = bench;
    this.pace = pace;
  }

  /**
   * Starts clients.
   *
   * @param number how many ask at once
   * @param pace how long each of them pauses between two requests
   */
  static Load start(Bench bench, int number, Duration pace) {
    Load load = new Load(bench, pace);
    for (int client = 0; client < number; client++) {
      boolean writesFirst = client % 2 == 0;
      load.clients.add(Thread.ofVirtual().start(() -> load.ask(writesFirst)));
    }
    return load;
  }

  /** Requests that were answered so far. */
  long requests() {
    return requests.get();
  }

  /** Requests that were served so far. */
  long successes() {
    return successes.get();
  }

  /** The {@link System#nanoTime()} of the last answer that was none, or an error. */
  long lastError() {
    return lastError.get();
  }

  /** The longest that a request took. */
  Duration worst() {
    return Duration.ofNanos(nanos.getMaxValue());
  }

  /** How long so many percent of the requests took at most. */
  Duration percentile(int percent) {
    return Duration.ofNanos(nanos.getValueAtPercentile(percent));
  }

  /** Errors that were no refusal with a time to come back. */
  long unshed() {
    return unshed.get();
  }

  /** How many answers were errors so far. */
  long errors() {
    return errors.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** Errors by status and kind. */
  Map<String, Integer> errorsByKind() {
    return new TreeMap<>(errors);
  }

  /** Ends when every client has got its last answer. */
  Load stop() {
    stopped = true;
    Together.join(clients);
    return this;
  }

  private void ask(boolean writesFirst) {
    boolean writes = writesFirst;
    while (!stopped) {
      Reply reply =
          writes
              ? bench.post(bench.ledger().next())
              : bench.get("/ledger/" + bench.ledger().latest());
      note(reply);
      writes = !writes;
      LockSupport.parkNanos(pace.toNanos());
    }
  }

  private void note(Reply reply) {
    requests.incrementAndGet();
    nanos.recordValue(reply.took().toNanos());
    if (reply.isSuccess()) {
      successes.incrementAndGet();
    } else {
      errors.merge(reply.summary(), 1, Integer::sum);
      lastError.set(System.nanoTime());
      if (!reply.isShed()) {
        unshed.incrementAndGet();
      }
    }
  }
}
