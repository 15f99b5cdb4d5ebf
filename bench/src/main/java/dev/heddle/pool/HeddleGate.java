package dev.heddle.pool;

import dev.heddle.bench.shedding.Callers;
import dev.heddle.bench.shedding.Policy;
import java.time.Duration;

/** The gate itself with its watch, asked as the pool asks it. */
public final class HeddleGate implements Policy {

  private final Gate gate = new Gate(Callers.PLACES, Callers.QUEUE_LIMIT);
  private final DeadlineWatch watch = new DeadlineWatch("shedding");
  private final long acquireTimeoutNanos;

  /** A gate with all places free. */
  public HeddleGate(Duration acquireTimeout) {
    this.acquireTimeoutNanos = acquireTimeout.toNanos();
    watch.add(gate);
  }

  @Override
  public boolean enter(long budgetNanos) throws InterruptedException {
    long patience = Math.min(acquireTimeoutNanos, budgetNanos);
    return gate.enter(patience, Math.min(patience, budgetNanos / 2)) == Gate.Entry.ENTERED;
  }

  @Override
  public void leave() {
    gate.leave();
  }

  @Override
  public void close() {
    watch.close();
  }
}
