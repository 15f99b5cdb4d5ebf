package dev.heddle.bench.shedding;

import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** The callers of one gate, and how those ended whose end was within the measured time. */
public final class Callers {

  /** Places of each gate. */
  public static final int PLACES = 10;

  /** As many may wait as Heddle lets wait by default. */
  public static final int QUEUE_LIMIT = 10_000;

  private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Callers a second. */
  static final double CAPACITY = PLACES * 1e9 / HOLD_NANOS;

  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long REFUSED_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Policy policy;
  private final long budgetNanos;
  private final long from;
  private final long until;
  private final Histogram waited = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final Histogram servedAfter = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final Histogram refused = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final LongAdder inTime = new LongAdder();
  private final LongAdder heldNanos = new LongAdder();
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  /** Callers of a gate; from and until are by {@link System#nanoTime()}. */
  Callers(Policy policy, long budgetNanos, long from, long until) {
    this.policy = policy;
    this.budgetNanos = budgetNanos;
    this.from = from;
    this.until = until;
  }

  /**
   * Lets callers arrive at random, so many times the capacity, until the end; awaits their ends.
   */
  void arrive(double factor, long seed) throws InterruptedException {
    Random random = new Random(seed);
    double due = System.nanoTime();
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      while (due < until) {
        parkUntil((long) due);
        begun.increment();
        long arrived = System.nanoTime();
        var _ = each.submit(() -> call(arrived));
        due -= Math.log(1 - random.nextDouble()) * 1e9 / (CAPACITY * factor);
      }
    }
  }

  /** Lets so many callers come again and again until the end; how often each was served. */
  long[] loop(int callers) {
    long[] served = new long[callers];
    try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < callers; i++) {
        int caller = i;
        var _ =
            each.submit(
                () -> {
                  while (System.nanoTime() < until) {
                    begun.increment();
                    if (!call(System.nanoTime())) {
                      parkUntil(System.nanoTime() + REFUSED_PAUSE_NANOS);
                    } else if (isMeasured(System.nanoTime())) {
                      served[caller]++;
                    }
                  }
                  return null;
                });
      }
    }
    return served;
  }

  private boolean call(long arrived) throws InterruptedException {
    boolean entered = policy.enter(budgetNanos);
    long now = System.nanoTime();
    if (!entered) {
      if (isMeasured(now)) {
        refused.recordValue(now - arrived);
      }
      ended.increment();
      return false;
    }
    long end;
    try {
      parkUntil(now + HOLD_NANOS);
    } finally {
      end = System.nanoTime();
      policy.leave();
    }
    if (isMeasured(end)) {
      waited.recordValue(now - arrived);
      servedAfter.recordValue(end - arrived);
      heldNanos.add(end - now);
      if (end - arrived <= budgetNanos) {
        inTime.increment();
      }
    }
    ended.increment();
    return true;
  }

  private boolean isMeasured(long now) {
    return now >= from && now < until;
  }

  private static void parkUntil(long time) throws InterruptedException {
    for (long left; (left = time - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** Callers that have begun, and not ended. */
  long lost() {
    return begun.sum() - ended.sum();
  }

  /** How many ended within the measured time. */
  long measured() {
    return waited.getTotalCount() + refused.getTotalCount();
  }

  /** Those served within their budget, a second. */
  double goodput() {
    return inTime.sum() * 1e9 / (until - from);
  }

  /** The line with all else that was seen. */
  Line complete(Line line) {
    long served = waited.getTotalCount();
    // Places are held for longer than was said when the machine is busy with other things.
    double capacity = PLACES * 1e9 * served / Math.max(1, heldNanos.sum());
    Line all =
        line.withTimes(Quantiles.ofNanos(waited), Quantiles.ofNanos(servedAfter))
            .with("capacity", capacity)
            .with("goodputShare", goodput() / Math.max(1, capacity))
            .with("refusedShare", (double) refused.getTotalCount() / Math.max(1, measured()))
            .with("lateShare", (double) (served - inTime.sum()) / Math.max(1, measured()));
    return refused.getTotalCount() == 0
        ? all
        : all.with("refusalP50Micros", refused.getValueAtPercentile(50) / 1e3)
            .with("refusalP99Micros", refused.getValueAtPercentile(99) / 1e3);
  }
}
