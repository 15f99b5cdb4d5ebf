package dev.heddle.pool;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What the gate costs a caller who need not wait. */
@State(Scope.Benchmark)
public class GateBenchmark {

  private static final long PATIENCE_NANOS = 1_000_000_000;

  private final Gate gate = new Gate(50, 1_000);

  /** In and out. */
  @Benchmark
  public Object enterAndLeave() throws InterruptedException {
    Object entry = gate.enter(PATIENCE_NANOS, PATIENCE_NANOS);
    gate.leave();
    return entry;
  }
}
