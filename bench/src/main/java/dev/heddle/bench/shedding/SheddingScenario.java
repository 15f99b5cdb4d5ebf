package dev.heddle.bench.shedding;

import dev.heddle.bench.Bench;
import dev.heddle.bench.BenchException;
import dev.heddle.bench.Options;
import dev.heddle.bench.Scenario;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Spread;
import dev.heddle.config.PoolSettings;
import dev.heddle.pool.HeddleGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** Whom a gate should refuse. */
@Command(
    name = "shedding",
    description =
        "Heddle's gate beside other policies, each with 10 places that are held for 10 ms: callers"
            + " with a budget of 1 s arrive at 1, 1.5 and 3 times that, and a crowd of --workers"
            + " comes again and again, with a budget of 30 s, a refused one 0.1 s later. The four"
            + " loads of a policy run side by side, each at a gate of its own.")
public final class SheddingScenario implements Scenario {

  private static final List<Double> FACTORS = List.of(1.0, 1.5, 3.0);
  private static final int CROWD = 500;
  private static final long BUDGET_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CROWD_BUDGET_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** A queue that grows by half of the capacity is as long as the budget after twice that. */
  private static final Duration SETTLING = Duration.ofMillis(2_200);

  private static final Duration ENDING = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "shedding";
  }

  @Override
  public List<String> contenders() {
    return List.of("heddle", "heddle-50ms", "queue", "oldest", "codel");
  }

  @Override
  public boolean isOfTour() {
    return false;
  }

  @Override
  public boolean usesDatabase() {
    return false;
  }

  @Override
  public Duration bound(Options options) {
    return each(options).multipliedBy((long) chosen(options).size() * options.rounds(3));
  }

  private static Duration measured(Options options) {
    return Duration.ofMillis(Math.round(options.seconds(2.5) * 1_000));
  }

  private static Duration each(Options options) {
    return SETTLING.plus(measured(options)).plus(ENDING);
  }

  @Override
  public void measure(Bench bench) throws InterruptedException {
    for (int round = 1; round <= bench.options().rounds(3); round++) {
      for (String policy : bench.contenders()) {
        bench.step("%s, round %d".formatted(policy, round), each(bench.options()));
        sideBySide(bench, policy, round);
      }
    }
  }

  private static void sideBySide(Bench bench, String policy, int round)
      throws InterruptedException {
    long from = System.nanoTime() + SETTLING.toNanos();
    long until = from + measured(bench.options()).toNanos();
    List<Callable<Line>> loads = new ArrayList<>();
    for (double factor : FACTORS) {
      loads.add(() -> open(policy, factor, round, from, until));
    }
    int crowd = bench.options().workers(CROWD).getLast();
    loads.add(() -> crowd(policy, crowd, round, from, until));
    try (ExecutorService each = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      for (Future<Line> line : each.invokeAll(loads)) {
        bench.add(line.get());
      }
    } catch (ExecutionException e) {
      throw new BenchException("%s: %s".formatted(policy, e.getCause()));
    }
  }

  private static Line open(String name, double factor, int round, long from, long until)
      throws InterruptedException {
    try (Policy policy = policy(name)) {
      Callers callers = new Callers(policy, BUDGET_NANOS, from, until);
      callers.arrive(factor, round);
      String variant = String.format(Locale.ROOT, "open %.1fx", factor);
      return line(name, variant, 1, round, callers).with("factor", factor);
    }
  }

  private static Line crowd(String name, int workers, int round, long from, long until) {
    try (Policy policy = policy(name)) {
      Callers callers = new Callers(policy, CROWD_BUDGET_NANOS, from, until);
      long[] served = callers.loop(workers);
      int starved = (int) Arrays.stream(served).filter(count -> count == 0).count();
      return line(name, "crowd", workers, round, callers).withWorkers(Spread.of(served), starved);
    }
  }

  private static Line line(String name, String variant, int workers, int round, Callers callers) {
    if (callers.lost() != 0) {
      throw new BenchException(name + " lost callers: " + callers.lost());
    }
    return callers.complete(
        Line.of("shedding", name, variant, semantics(name), workers, round, callers.goodput()));
  }

  static Policy policy(String name) {
    return switch (name) {
      case "heddle" -> new HeddleGate(PoolSettings.defaults().acquireTimeout());
      case "heddle-50ms" -> new HeddleGate(Duration.ofMillis(50));
      default -> new WaitingLine(WaitingLine.Rule.valueOf(name.toUpperCase(Locale.ROOT)));
    };
  }

  private static String semantics(String name) {
    return switch (name) {
      case "heddle" -> "the gate itself: refuses whose turn would come after half of its budget";
      case "heddle-50ms" -> "the same with an acquire-timeout of 50 ms";
      case "queue" -> "first come, first served; refused when 10,000 wait or the budget is over";
      case "oldest" ->
          "first come, first served; who has waited longest goes when more wait than can be served"
              + " in half of the budget";
      default ->
          "refused after 100 ms; while the queue has not been empty for 100 ms, refused after 5 ms,"
              + " and the newest first";
    };
  }
}
