package dev.heddle.bench.shedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a policy does, every caller ends once, and every place comes back. */
class PolicyTest {

  private static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

  @ParameterizedTest
  @ValueSource(strings = {"heddle", "heddle-50ms", "queue", "oldest", "codel"})
  @Timeout(10)
  void losesNoCallerAndNoPlace(String name) throws InterruptedException {
    long now = System.nanoTime();
    try (Counted policy = new Counted(SheddingScenario.policy(name))) {
      Callers callers = new Callers(policy, BUDGET_NANOS, now, now + 2 * BUDGET_NANOS);
      callers.arrive(3, 1);

      assertThat(callers.lost()).isZero();
      assertThat(callers.measured()).isPositive();
      assertThat(policy.most.get()).isEqualTo(Callers.PLACES);
      assertThat(policy.inside.get()).isZero();
      for (int place = 0; place < Callers.PLACES; place++) {
        assertThat(policy.enter(BUDGET_NANOS)).isTrue();
      }
      assertThat(policy.enter(1)).isFalse();
    }
  }

  /** Counts who is inside. */
  private record Counted(Policy policy, AtomicInteger inside, AtomicInteger most)
      implements Policy {

    Counted(Policy policy) {
      this(policy, new AtomicInteger(), new AtomicInteger());
    }

    @Override
    public boolean enter(long budgetNanos) throws InterruptedException {
      boolean entered = policy.enter(budgetNanos);
      if (entered) {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      }
      return entered;
    }

    @Override
    public void leave() {
      inside.decrementAndGet();
      policy.leave();
    }

    @Override
    public void close() {
      policy.close();
    }
  }
}
