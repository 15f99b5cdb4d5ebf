package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.testing.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectorTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int ROUNDS = 10;

  @Test
  void asksForNobodyWhileAnAttemptThatFollowsAFailureIsUnderWay() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Refusing server = new Refusing();
      Throwable failure = server.askedAgain();
      // Otherwise the machine stood still, and the next attempt was due.
      if (server.answered - server.second < TimeUnit.MILLISECONDS.toNanos(900)) {
        assertThat(failure)
            .isInstanceOf(SQLException.class)
            .hasMessage("other attempts have just failed");
        return;
      }
    }
    throw new AssertionError("too slow for this test in each of %d rounds".formatted(ROUNDS));
  }

  /** Refuses the first attempt; the second one lasts until the test knows enough. */
  private static final class Refusing {

    private final AtomicInteger attempts = new AtomicInteger();
    private final CountDownLatch told = new CountDownLatch(1);
    private volatile long second;
    private volatile long answered;

    private PhysicalConnection attempt() throws Exception {
      if (attempts.incrementAndGet() == 2) {
        second = System.nanoTime();
      }
      if (attempts.get() > 1) {
        told.await();
      }
      throw new SQLException("too many connections", "53300");
    }

    /** What a caller is told while the second attempt is under way. */
    private Throwable askedAgain() throws Exception {
      Thread caller;
      Throwable failure;
      try (DeadlineWatch watch = new DeadlineWatch("connector");
          Connector connector = new Connector("connector", this::attempt, SOON.toNanos(), watch)) {
        caller =
            Thread.ofVirtual()
                .start(() -> assertThatThrownBy(connector::open).isInstanceOf(SQLException.class));
        Await.until(SOON, () -> second != 0, "the second attempt is under way");
        failure = catchThrowable(() -> connector.openOnce(TimeUnit.MILLISECONDS.toNanos(300)));
        answered = System.nanoTime();
        told.countDown();
      }
      caller.join();
      return failure;
    }
  }
}
