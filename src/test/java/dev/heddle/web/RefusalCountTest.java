package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.error.PoolExhaustedException;
import dev.heddle.testing.LogCapture;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

class RefusalCountTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void theFirstOneIsLoggedAndThenOneASecondWithTheNumberOfTheOthers() {
    RefusalCount refusals = new RefusalCount(0);

    assertThat(refusals.add(0)).isEqualTo(OptionalLong.of(0));
    assertThat(refusals.add(1)).isEmpty();
    assertThat(refusals.add(SECOND - 1)).isEmpty();
    assertThat(refusals.add(SECOND)).isEqualTo(OptionalLong.of(2));
    assertThat(refusals.add(SECOND + 1)).isEmpty();
    assertThat(refusals.add(9 * SECOND)).isEqualTo(OptionalLong.of(1));
  }

  @Test
  void noneIsLostWhenManyThreadsRefuse() throws Exception {
    RefusalCount refusals = new RefusalCount(0);
    AtomicLong clock = new AtomicLong();
    AtomicLong told = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                for (int n = 0; n < 10_000; n++) {
                  refusals
                      .add(clock.addAndGet(SECOND / 100))
                      .ifPresent(others -> told.addAndGet(others + 1));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    // The last line of all tells of those that no line has told of yet.
    told.addAndGet(refusals.add(clock.get() + SECOND).orElseThrow() + 1);

    assertThat(told).hasValue(80_001);
  }

  @Test
  void aThousandRefusalsAreAFewLines() {
    Problem problem = Problem.of(Status.SERVICE_UNAVAILABLE_503);
    try (LogCapture log = LogCapture.of(ProblemLog.class.getName())) {
      for (int i = 0; i < 500; i++) {
        ProblemLog.log(problem, new TooManyRequestsException(Duration.ofSeconds(1)));
        ProblemLog.log(problem, new PoolExhaustedException("full", Duration.ofSeconds(1)));
      }

      assertThat(log.from(Level.ALL)).hasSizeLessThan(20);
    }
  }

  @Test
  void otherProblemsAreLoggedOneByOne() {
    Problem problem = Problem.of(Status.INTERNAL_SERVER_ERROR_500);
    try (LogCapture log = LogCapture.of(ProblemLog.class.getName())) {
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        ids.add(ProblemLog.log(problem, new IllegalStateException("sesame")));
      }

      assertThat(String.join("", log.from(Level.ALL))).contains(ids).doesNotContain("sesame");
    }
  }
}
