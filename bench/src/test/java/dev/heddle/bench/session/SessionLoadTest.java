package dev.heddle.bench.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.bench.child.Message;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The load generator, on contenders whose figures are known beforehand. */
class SessionLoadTest {

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  @ParameterizedTest
  @EnumSource(Loop.class)
  void everyLoopCountsWhatEndedAndTimesIt(Loop loop) throws InterruptedException {
    Measured measured = run(loop, 4, 200, taking(10 * MILLI));

    assertThat(measured.errors()).isZero();
    assertThat(measured.sessions()).isEqualTo(measured.session().getTotalCount()).isPositive();
    // 4 workers of 10 ms each, or 200 arrivals per second; the machine may be slower, never faster.
    double most = loop.arrival() == Load.Arrival.OPEN ? 200 : 400;
    assertThat(measured.sessionsPerSecond()).isBetween(most / 20, most * 1.15);
    assertThat(measured.session().getMinValue()).isGreaterThanOrEqualTo(9 * MILLI);
    assertThat(measured.acquire().getMaxValue()).isBetween(6L, 8L);
    assertThat(measured.starved()).isZero();
  }

  @Test
  void aStallCountsAgainstAllSessionsThatItDelays() throws InterruptedException {
    AtomicInteger calls = new AtomicInteger();
    // One stream of 100 a second; the twentieth session takes 300 ms, so that about 30 are late.
    SessionContender stalling =
        taking(id -> calls.incrementAndGet() == 20 ? 300 * MILLI : MILLI / 10);

    Measured open = run(Loop.OPEN_LOOPING, 1, 100, stalling);
    calls.set(0);
    Measured closed = run(Loop.CLOSED_LOOPING, 1, 0, stalling);

    assertThat(open.session().getValueAtPercentile(75)).isGreaterThan(20 * MILLI);
    // The closed loop saw the stall once, and its percentiles forget it.
    assertThat(closed.session().getValueAtPercentile(75)).isLessThan(20 * MILLI);
  }

  @Test
  void workersThatGotNoneAreCounted() throws InterruptedException {
    Semaphore two = new Semaphore(2);
    // The first two keep their places, since nobody takes one by force.
    SessionContender greedy =
        taking(
            id -> {
              if (two.tryAcquire()) {
                two.release();
                return MILLI;
              }
              return 2_000 * MILLI;
            });
    two.acquireUninterruptibly(2);

    Measured measured = run(Loop.CLOSED_LOOPING, 3, 0, greedy);

    assertThat(measured.starved()).isEqualTo(3);
    assertThat(measured.sessions()).isZero();
    assertThat(measured.longestUnfinishedNanos()).isGreaterThan(400 * MILLI);
  }

  @Test
  void holdersAreCountedApart() throws InterruptedException {
    Measured measured = run(Loop.CLOSED_LOOPING, 2, 3, 0, taking(5 * MILLI));

    assertThat(measured.holds()).isPositive();
    assertThat(measured.sessions()).isEqualTo(measured.session().getTotalCount());
    // 2 workers of 5 ms each in half a second; three holders would have made it more.
    assertThat(measured.sessions()).isBetween(10L, 230L);
  }

  @Test
  void failuresAreCountedAndTheFirstIsKept() throws InterruptedException {
    SessionContender failing =
        new Fake(
            id -> {
              LockSupport.parkNanos(MILLI);
              throw new IllegalStateException("no luck");
            });

    Measured measured = run(Loop.CLOSED_LOOPING, 2, 0, failing);

    assertThat(measured.errors()).isPositive();
    assertThat(measured.sessions()).isZero();
    assertThat(measured.firstError()).contains("no luck");
  }

  @Test
  void whatWasMeasuredSurvivesTheWayToTheHarness() throws InterruptedException {
    Measured measured = run(Loop.CLOSED_LOOPING, 2, 0, taking(5 * MILLI));

    Message message = measured.message();
    Measured read = Measured.from(message);

    assertThat(read.session()).isEqualTo(measured.session());
    assertThat(read.sessionsPerSecond()).isEqualTo(measured.sessionsPerSecond());
    assertThat(read.cpu()).isEqualTo(measured.cpu());
  }

  private static Measured run(Loop loop, int workers, double rate, SessionContender contender)
      throws InterruptedException {
    return run(loop, workers, 0, rate, contender);
  }

  private static Measured run(
      Loop loop, int workers, int holders, double rate, SessionContender contender)
      throws InterruptedException {
    Load load =
        new Load(
            Operation.SELECT,
            loop.arrival(),
            loop.threads(),
            workers,
            holders,
            rate,
            100 * MILLI,
            500 * MILLI);
    return SessionLoad.run(contender, load, 10_000, OptionalLong.empty());
  }

  private static SessionContender taking(long nanos) {
    return taking(id -> nanos);
  }

  private static SessionContender taking(java.util.function.LongUnaryOperator nanos) {
    return new Fake(
        id -> {
          long end = System.nanoTime() + nanos.applyAsLong(id);
          for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          return 7;
        });
  }

  /** What one session does. */
  private interface Session {
    long run(long id);
  }

  /** A contender that needs no server. */
  private record Fake(Session session) implements SessionContender {

    @Override
    public long select(long id) {
      return session.run(id);
    }

    @Override
    public long hold(long id, long nanos) {
      return session.run(id);
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
