package dev.heddle.bench.session;

import dev.heddle.bench.child.CpuTimes;
import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Runs one load on one contender and counts what ends within the measured time. The settling time
 * before it runs the same load uncounted, so that queues are as long as they get.
 */
final class SessionLoad {

  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long NANOS_PER_MICRO = 1_000;

  /** Sessions of an open loop under way at once; beyond, the contender is lost anyway. */
  private static final int MOST_UNDER_WAY = 20_000;

  private final SessionContender contender;
  private final Load load;
  private final int ids;
  private final Histogram acquire = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final Histogram session = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final AtomicLongArray counts;
  private final AtomicLongArray since;
  private final LongAdder holds = new LongAdder();
  private final LongAdder errors = new LongAdder();
  private final LongAdder underWay = new LongAdder();
  private final AtomicReference<String> firstError = new AtomicReference<>("");
  private volatile boolean counting;
  private volatile boolean ended;

  private SessionLoad(SessionContender contender, Load load, int ids) {
    this.contender = contender;
    this.load = load;
    this.ids = ids;
    this.counts = new AtomicLongArray(load.workers());
    this.since = new AtomicLongArray(load.workers());
  }

  /**
   * Runs it.
   *
   * @param ids users are there with ids from 1 to this
   * @param postmaster the server's first process, when it may be watched
   */
  static Measured run(SessionContender contender, Load load, int ids, OptionalLong postmaster)
      throws InterruptedException {
    return new SessionLoad(contender, load, ids).run(postmaster);
  }

  private Measured run(OptionalLong postmaster) throws InterruptedException {
    long begin = System.nanoTime();
    CountDownLatch done = new CountDownLatch(load.workers() + load.holders());
    for (int holder = 0; holder < load.holders(); holder++) {
      Thread.ofVirtual().start(() -> hold(done));
    }
    boolean paced = load.arrival() == Load.Arrival.OPEN && load.threads() == Load.Threads.FRESH;
    if (paced) {
      Thread.ofPlatform().name("pacer").daemon().start(() -> pace(begin, done));
    } else {
      for (int worker = 0; worker < load.workers(); worker++) {
        int own = worker;
        if (load.arrival() == Load.Arrival.OPEN) {
          Thread.ofVirtual().start(() -> follow(own, begin, done));
        } else if (load.threads() == Load.Threads.LOOPING) {
          Thread.ofVirtual().start(() -> loop(own, done));
        } else {
          Thread.ofVirtual().start(() -> relay(own, done));
        }
      }
    }
    waitUntil(begin + load.settleNanos());
    long pid = ProcessHandle.current().pid();
    @org.jspecify.annotations.Nullable Histogram ownBefore = contender.acquired();
    CpuTimes cpuBefore = CpuTimes.now(pid, postmaster);
    long start = System.nanoTime();
    counting = true;
    waitUntil(start + load.nanos());
    counting = false;
    long end = System.nanoTime();
    CpuTimes cpu = CpuTimes.now(pid, postmaster).since(cpuBefore);
    @org.jspecify.annotations.Nullable Histogram ownAfter = contender.acquired();
    long unfinished = longestUnfinished(end);
    ended = true;
    if (!done.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("sessions go on a minute after the end of the load");
    }
    long[] perWorker = new long[load.workers()];
    Arrays.setAll(perWorker, counts::get);
    long sessions = Arrays.stream(perWorker).sum();
    Arrays.sort(perWorker);
    return new Measured(
        sessions,
        end - start,
        errors.sum(),
        Objects.requireNonNull(firstError.get()),
        perWorker[0],
        (perWorker[(perWorker.length - 1) / 2] + perWorker[perWorker.length / 2]) / 2.0,
        perWorker[perWorker.length - 1],
        (int) Arrays.stream(perWorker).filter(count -> count == 0).count(),
        unfinished,
        holds.sum(),
        ownBefore != null && ownAfter != null ? between(ownBefore, ownAfter) : acquire,
        ownBefore != null ? NANOS_PER_MICRO : 1,
        session,
        cpu);
  }

  private static Histogram between(Histogram before, Histogram after) {
    after.subtract(before);
    return after;
  }

  private void loop(int worker, CountDownLatch done) {
    try {
      while (!ended) {
        once(worker, System.nanoTime());
      }
    } finally {
      done.countDown();
    }
  }

  private void hold(CountDownLatch done) {
    try {
      while (!ended) {
        holdOnce();
      }
    } finally {
      done.countDown();
    }
  }

  private void holdOnce() {
    try {
      contender.hold(id(), HOLD_NANOS);
      if (counting) {
        holds.increment();
      }
    } catch (Exception e) {
      failed(e.toString());
    }
  }

  /** Each session ends by starting the thread of the next. */
  private void relay(int worker, CountDownLatch done) {
    once(worker, System.nanoTime());
    if (ended) {
      done.countDown();
    } else {
      Thread.ofVirtual().start(() -> relay(worker, done));
    }
  }

  /** Begins at its own times of the common schedule, late when the last session took longer. */
  private void follow(int worker, long begin, CountDownLatch done) {
    try {
      for (long arrival = worker; !ended; arrival += load.workers()) {
        long due = due(begin, arrival);
        waitUntil(due);
        if (!ended) {
          once(worker, due);
        }
      }
    } finally {
      done.countDown();
    }
  }

  private void pace(long begin, CountDownLatch done) {
    for (long arrival = 0; !ended; arrival++) {
      long due = due(begin, arrival);
      waitUntil(due);
      int worker = (int) (arrival % load.workers());
      if (underWay.sum() >= MOST_UNDER_WAY) {
        failed("more than %d sessions under way".formatted(MOST_UNDER_WAY));
        continue;
      }
      underWay.increment();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  once(worker, due);
                } finally {
                  underWay.decrement();
                }
              });
    }
    while (underWay.sum() > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    for (int worker = 0; worker < load.workers(); worker++) {
      done.countDown();
    }
  }

  private long due(long begin, long arrival) {
    return begin + (long) (arrival * 1e9 / load.rate());
  }

  private void once(int worker, long due) {
    since.set(worker, due);
    try {
      long acquired = load.operation().run(contender, id());
      long took = System.nanoTime() - due;
      if (counting) {
        counts.incrementAndGet(worker);
        session.recordValue(Math.clamp(took, 0, LONGEST_NANOS));
        if (acquired >= 0) {
          acquire.recordValue(Math.clamp(acquired, 0, LONGEST_NANOS));
        }
      }
    } catch (Exception e) {
      failed(e.toString());
    } finally {
      since.set(worker, 0);
    }
  }

  private void failed(String message) {
    if (counting) {
      errors.increment();
    }
    firstError.compareAndSet("", message);
  }

  private long id() {
    return ThreadLocalRandom.current().nextLong(1, Math.min(ids, Sql.LAST_ID));
  }

  /** Of a worker that got nothing there is no time to record; this tells how long it has waited. */
  private long longestUnfinished(long now) {
    long longest = 0;
    for (int worker = 0; worker < load.workers(); worker++) {
      long began = since.get(worker);
      longest = began == 0 ? longest : Math.max(longest, now - began);
    }
    return longest;
  }

  private static void waitUntil(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
