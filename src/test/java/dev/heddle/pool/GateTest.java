package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.pool.Gate.Entry;
import dev.heddle.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** First come, first served; every place comes back exactly once. */
class GateTest {

  private static final long LONG = TimeUnit.MINUTES.toNanos(1);
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void letsInWhoCameFirst() throws Exception {
    Gate gate = new Gate(1, 100);
    assertThat(gate.enter(LONG, LONG)).isEqualTo(Entry.ENTERED);
    Queue<Integer> order = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(50);
    for (int i = 0; i < 50; i++) {
      int number = i;
      Thread.ofVirtual()
          .start(
              () -> {
                if (entered(gate)) {
                  order.add(number);
                  gate.leave();
                  done.countDown();
                }
              });
      Await.until(SOON, () -> gate.waiting() == number + 1, "it waits");
    }
    gate.leave();
    done.await();
    assertThat(List.copyOf(order)).isSorted().hasSize(50);
  }

  @Test
  void nobodyOvertakes() throws Exception {
    Gate gate = new Gate(1, 100);
    assertThat(gate.enter(LONG, LONG)).isEqualTo(Entry.ENTERED);
    FutureTask<Boolean> waiting = new FutureTask<>(() -> entered(gate));
    Thread.ofVirtual().start(waiting);
    Await.until(SOON, () -> gate.waiting() == 1, "it waits");
    gate.leave();
    // The place is the waiting one's from that moment on, even before it runs.
    FutureTask<Boolean> late = new FutureTask<>(() -> entered(gate));
    Thread.ofVirtual().start(late);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(late.isDone()).isFalse();
    gate.leave();
    assertThat(late.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void refusesWhoeverIsOneTooMany() throws Exception {
    Gate gate = new Gate(1, 0);
    assertThat(gate.enter(LONG, LONG)).isEqualTo(Entry.ENTERED);
    assertThat(gate.enter(LONG, LONG)).isEqualTo(Entry.FULL);
    gate.leave();
    assertThat(gate.enter(LONG, LONG)).isEqualTo(Entry.ENTERED);
  }

  @Test
  void endsAWaitWhenItsTimeIsUp() throws Exception {
    Gate gate = new Gate(1, 10);
    assertThat(gate.enter(LONG, LONG)).isEqualTo(Entry.ENTERED);
    FutureTask<Entry> waiting = new FutureTask<>(() -> gate.enter(1, LONG));
    Thread.ofVirtual().start(waiting);
    Await.until(SOON, () -> gate.waiting() == 1, "it waits");
    assertThat(gate.enforce(System.nanoTime())).isTrue();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(Entry.TIMED_OUT);
    assertThat(gate.enforce(System.nanoTime())).isFalse();
    gate.leave();
    assertThat(gate.enter(LONG, LONG)).isEqualTo(Entry.ENTERED);
  }

  @Test
  void refusesAtOnceWhoseTurnWouldComeTooLate() throws Exception {
    Gate gate = new Gate(1, 100);
    assertThat(gate.enter(LONG, LONG)).isEqualTo(Entry.ENTERED);
    int served = 20;
    CountDownLatch done = new CountDownLatch(served);
    for (int i = 0; i < served; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                if (entered(gate)) {
                  done.countDown();
                }
              });
    }
    Await.until(SOON, () -> gate.waiting() == served, "they wait");
    for (int i = 0; i < served; i++) {
      gate.leave();
    }
    done.await();
    assertThat(gate.drainTime()).isPresent();
    FutureTask<Boolean> patient = new FutureTask<>(() -> entered(gate));
    Thread.ofVirtual().start(patient);
    Await.until(SOON, () -> gate.waiting() == 1, "the first one may wait, however slow it was");
    assertThat(gate.enter(LONG, 1)).isEqualTo(Entry.HOPELESS);
    gate.leave();
    assertThat(patient.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void letsNobodyWaitOnceItsPoolIsClosed() throws Exception {
    Gate gate = new Gate(1, 10);
    assertThat(gate.enter(LONG, LONG)).isEqualTo(Entry.ENTERED);
    FutureTask<Entry> waiting = new FutureTask<>(() -> gate.enter(LONG, LONG));
    Thread.ofVirtual().start(waiting);
    Await.until(SOON, () -> gate.waiting() == 1, "it waits");
    gate.abandon();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(Entry.TIMED_OUT);
    assertThat(gate.enter(LONG, LONG)).isEqualTo(Entry.TIMED_OUT);
  }

  @Test
  void losesNoPlaceToInterruptsAndTimeouts() throws Exception {
    int places = 3;
    int threads = 60;
    Gate gate = new Gate(places, 1000);
    AtomicInteger inside = new AtomicInteger();
    Queue<String> errors = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(threads);
    List<Thread> started = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      started.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int n = 0; n < 300; n++) {
                      pass(gate, inside, places, errors);
                    }
                    done.countDown();
                  }));
    }
    while (done.getCount() > 0) {
      started.get(ThreadLocalRandom.current().nextInt(threads)).interrupt();
      gate.enforce(System.nanoTime());
      LockSupport.parkNanos(20_000);
    }
    assertThat(errors).isEmpty();
    assertThat(gate.waiting()).isZero();
    for (int i = 0; i < places; i++) {
      assertThat(gate.enter(LONG, LONG)).isEqualTo(Entry.ENTERED);
    }
    FutureTask<Boolean> oneMore = new FutureTask<>(() -> entered(gate));
    Thread.ofVirtual().start(oneMore);
    Await.until(SOON, () -> gate.waiting() == 1, "there are exactly as many places as before");
    gate.leave();
    assertThat(oneMore.get(10, TimeUnit.SECONDS)).isTrue();
  }

  private static void pass(Gate gate, AtomicInteger inside, int places, Queue<String> errors) {
    try {
      long patience = ThreadLocalRandom.current().nextLong(2_000_000);
      if (gate.enter(patience, LONG) == Entry.ENTERED) {
        if (inside.incrementAndGet() > places) {
          errors.add("too many inside");
        }
        LockSupport.parkNanos(1_000);
        inside.decrementAndGet();
        gate.leave();
      }
    } catch (InterruptedException interrupted) {
      // Meant to happen; the next pass begins afresh.
      return;
    }
  }

  private static boolean entered(Gate gate) {
    try {
      return gate.enter(LONG, LONG) == Entry.ENTERED;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
