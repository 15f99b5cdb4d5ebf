package dev.heddle.bench.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.bench.child.CpuTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PgbenchLogTest {

  private static final long SECOND = 1_000_000;

  @Test
  void aLineIsClientTimeAndEnd() {
    assertThat(PgbenchLog.entry("3 17 1250 0 1700000000 42"))
        .containsExactly(3, 1_250_000, 1_700_000_000L * SECOND + 42);
  }

  @Test
  void aLineThatWasCutOffIsNoLine() {
    assertThat(PgbenchLog.entry("3 17 1250 0 17000")).isNull();
    assertThat(PgbenchLog.entry("")).isNull();
  }

  @Test
  void onlyWhatEndsWithinTheMeasuredTimeCounts() {
    List<long[]> entries = new ArrayList<>();
    // Client 0 ends one every 100 ms for 4 s, client 1 only before the measured time.
    for (int i = 0; i <= 40; i++) {
      entries.add(new long[] {0, 100_000_000, i * SECOND / 10});
    }
    entries.add(new long[] {1, 5_000_000, SECOND / 2});

    Measured measured = PgbenchLog.of(entries, load(1, 2)).measured(looks());

    assertThat(measured.sessions()).isEqualTo(20);
    assertThat(measured.sessionsPerSecond()).isEqualTo(10);
    assertThat(measured.starved()).isEqualTo(1);
    assertThat(measured.most()).isEqualTo(20);
    assertThat(measured.session().getValueAtPercentile(50) / 1_000_000).isEqualTo(100);
  }

  @Test
  void theProcessorsWorkIsScaledToTheMeasuredTime() {
    List<long[]> entries = new ArrayList<>();
    for (int i = 0; i <= 40; i++) {
      entries.add(new long[] {0, 1_000, i * SECOND / 10});
    }

    // Looks at 1.5 s and 2.5 s bracket half of the measured time from 1 s to 3 s.
    Measured measured = PgbenchLog.of(entries, load(1, 2)).measured(looks());

    assertThat(measured.cpu()).isEqualTo(new CpuTimes(200, 400, 800, 2_000));
  }

  @Test
  void everyModeWritesItsStatementsOnce() {
    assertThat(PgbenchMode.of("pgbench-pipeline").script("X;\n"))
        .isEqualTo("\\startpipeline\nBEGIN;\nX;\nCOMMIT;\n\\endpipeline\n");
    assertThat(PgbenchMode.of("pgbench-single").semantics(Operation.SELECT))
        .isEqualTo("pgbench: SELECT without BEGIN and COMMIT: 1 round trip");
    assertThat(PgbenchMode.of("pgbench-transaction").semantics(Operation.READ_TWENTY))
        .contains("20 times SELECT")
        .contains("22 round trips");
    assertThat(Objects.requireNonNull(Operation.READ_TWENTY.pgbench()).split("SELECT", -1))
        .hasSize(21);
  }

  private static NavigableMap<Long, CpuTimes> looks() {
    return new TreeMap<>(
        java.util.Map.of(
            SECOND / 2, new CpuTimes(0, 0, 0, 0),
            3 * SECOND / 2, new CpuTimes(100, 200, 400, 1_000),
            5 * SECOND / 2, new CpuTimes(200, 400, 800, 2_000),
            7 * SECOND / 2, new CpuTimes(900, 900, 900, 3_000)));
  }

  private static Load load(int settleSeconds, int seconds) {
    return new Load(
        Operation.SELECT,
        Load.Arrival.CLOSED,
        Load.Threads.LOOPING,
        2,
        0,
        0,
        settleSeconds * 1_000_000_000L,
        seconds * 1_000_000_000L);
  }
}
