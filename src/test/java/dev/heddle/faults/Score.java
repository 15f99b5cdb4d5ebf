package dev.heddle.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a row measured, added up over its tests. Safe for any number of threads; nothing is taken
 * back.
 */
public final class Score {

  /** How a row ended. */
  enum Verdict {
    /** Every target met. */
    MET("met"),
    /** One target was missed, and the row says why that one may be for now. */
    OPEN("**open**"),
    /** What the fault needs is not to be had on this machine. */
    SKIPPED("**skipped**"),
    /** An invariant was broken, a test failed, or the fault never took place. */
    FAILED("**FAILED**");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }
  }

  private static final String NOTHING = "–";
  private static final String NOT_MEASURED = "–";
  private static final long NONE = -1;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private final Fault fault;
  private final Supplier<Duration> excused;
  private final String differs;
  private final String open;
  private final String openFor;
  private volatile String skipped = "";
  private final AtomicLong injected = new AtomicLong();
  private final AtomicLong runs = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong(NONE);
  private final AtomicLong lost = new AtomicLong(NONE);
  private final AtomicLong doubled = new AtomicLong(NONE);
  private final AtomicLong denied = new AtomicLong(NONE);
  private final AtomicLong leaked = new AtomicLong(NONE);
  private final AtomicLong errors = new AtomicLong(NONE);
  private final AtomicLong worstNanos = new AtomicLong(NONE);
  private final AtomicLong recoveryNanos = new AtomicLong(NONE);
  private final Map<String, Measure> targets = Collections.synchronizedMap(new LinkedHashMap<>());
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final DisclosureWatch watch = new DisclosureWatch(this::violated);

  /**
   * The score of a row.
   *
   * @param excused what a time may be too long by now without missing its target
   */
  Score(FaultRow row, Supplier<Duration> excused) {
    this.excused = excused;
    this.fault = Fault.row(row.value());
    this.differs = row.differs();
    this.open = row.open();
    this.openFor = row.openFor();
    if (open.isEmpty() != openFor.isEmpty()) {
      throw new IllegalArgumentException("open and openFor: both or neither");
    }
  }

  /** The fault took place so many times more. */
  public Score injected(long times) {
    injected.addAndGet(times);
    return this;
  }

  /** One more run of the row's story. */
  public Score run() {
    runs.incrementAndGet();
    return this;
  }

  /** What became of the requests of a ledger. */
  public Score audited(Ledger.Audit audit) {
    add(acknowledged, audit.acknowledged());
    add(lost, audit.lost());
    add(doubled, audit.doubled());
    add(denied, audit.denied());
    return this;
  }

  /** Connections that were in use or in a transaction although nobody worked any more. */
  public Score leaked(long connections) {
    add(leaked, connections);
    return this;
  }

  /** Answers that users saw and should not have seen, or saw because of the fault. */
  public Score errors(long number) {
    add(errors, number);
    return this;
  }

  /** How long one request took. */
  public Score latency(Duration took) {
    worstNanos.accumulateAndGet(took.toNanos(), Math::max);
    return this;
  }

  /** How long it took to serve again. */
  public Score recovery(Duration took) {
    recoveryNanos.accumulateAndGet(took.toNanos(), Math::max);
    return this;
  }

  /** A target in time; measured more than once, the longest counts. */
  public Score atMost(String what, Duration measured, Duration limit) {
    return measured(
        new Measure(what, measured.toMillis(), limit.plus(excused.get()).toMillis(), " ms"));
  }

  /** A target in numbers; measured more than once, the highest counts. */
  public Score atMost(String what, long measured, long limit) {
    return measured(new Measure(what, measured, limit, ""));
  }

  /** A target that is met or not; asked more than once, it must have been met each time. */
  public Score target(String what, boolean met) {
    return atMost(what + ", times missed", met ? 0 : 1, 0);
  }

  /** A number that is worth knowing and can miss nothing; noted more than once, the highest. */
  public Score noted(String what, long number) {
    return measured(new Measure(what, number, NO_LIMIT, ""));
  }

  /** Something that makes the row fail whether or not its target may be missed. */
  public Score violated(String what) {
    failures.add(what);
    return this;
  }

  /** Who reads along for what nobody may read. */
  DisclosureWatch watch() {
    return watch;
  }

  void testSkipped(String why) {
    skipped = why;
  }

  void testFailed() {
    failures.add("a test failed");
  }

  Fault fault() {
    return fault;
  }

  Verdict verdict() {
    if (!skipped.isEmpty() && failures.isEmpty() && injected.get() == 0) {
      return Verdict.SKIPPED;
    }
    if (!broken().isEmpty()) {
      return Verdict.FAILED;
    }
    List<Measure> missed = missed();
    if (missed.isEmpty()) {
      return Verdict.MET;
    }
    return missed.stream().allMatch(m -> m.what().equals(openFor)) ? Verdict.OPEN : Verdict.FAILED;
  }

  /**
   * The score is one to be seen with.
   *
   * @throws AssertionError when it is not, with everything that is wrong
   */
  void requireGood() {
    if (verdict() == Verdict.FAILED) {
      List<String> all = new ArrayList<>(broken());
      missed().stream().map(Measure::text).forEach(all::add);
      throw new AssertionError(
          "row %d: %s\n%s".formatted(fault.number(), String.join("; ", all), line()));
    }
  }

  /** The row of the scorecard. */
  String line() {
    String measured = measures().stream().map(Measure::text).collect(Collectors.joining("; "));
    String why =
        switch (verdict()) {
          case OPEN -> ": " + open;
          case SKIPPED -> ": " + skipped;
          case MET, FAILED -> "";
        };
    return "| "
        + String.join(
            " | ",
            Integer.toString(fault.number()),
            fault.name(),
            fault.expected(),
            differs.isEmpty() ? NOTHING : differs,
            injected.toString(),
            runs.toString(),
            number(acknowledged),
            number(lost),
            number(doubled),
            number(leaked),
            number(errors),
            time(worstNanos),
            time(recoveryNanos),
            fault.target(),
            measured.isEmpty() ? NOT_MEASURED : measured,
            verdict().text + why)
        + " |";
  }

  /**
   * A measured value and the highest that meets the target.
   *
   * @param what what was measured
   * @param value the worst value
   * @param limit the highest that is allowed
   * @param unit after both
   */
  private record Measure(String what, long value, long limit, String unit) {

    Measure worse(Measure other) {
      return other.value > value ? other : this;
    }

    boolean isMet() {
      return value <= limit;
    }

    String text() {
      if (limit == NO_LIMIT) {
        return "%s: %d%s (no limit)".formatted(what, value, unit);
      }
      return "%s: %d%s (limit %d%s)".formatted(what, value, unit, limit, unit);
    }
  }

  private Score measured(Measure measure) {
    targets.merge(measure.what(), measure, Measure::worse);
    return this;
  }

  private List<Measure> measures() {
    synchronized (targets) {
      return List.copyOf(targets.values());
    }
  }

  private List<Measure> missed() {
    return measures().stream().filter(m -> !m.isMet()).toList();
  }

  private List<String> broken() {
    List<String> broken = new ArrayList<>(failures);
    if (injected.get() == 0) {
      broken.add("no fault took place");
    }
    require(broken, lost, "acknowledged and lost");
    require(broken, doubled, "applied twice");
    require(broken, denied, "denied although applied");
    require(broken, leaked, "leaked");
    return broken;
  }

  private static void require(List<String> broken, AtomicLong none, String what) {
    if (none.get() > 0) {
      broken.add(none.get() + " " + what);
    }
  }

  private static void add(AtomicLong sum, long more) {
    sum.updateAndGet(before -> Math.max(0, before) + more);
  }

  private static String number(AtomicLong value) {
    return value.get() == NONE ? NOT_MEASURED : value.toString();
  }

  private static String time(AtomicLong nanos) {
    return nanos.get() == NONE ? NOT_MEASURED : millis(nanos.get());
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%d ms", nanos / 1_000_000);
  }
}
