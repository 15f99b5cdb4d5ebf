package dev.heddle.bench.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CpuTimesTest {

  @Test
  void theMachineIsBusyWhenItIsNeitherIdleNorWaiting() {
    // user nice system idle iowait irq softirq steal guest guest_nice, in hundredths of a second
    long[] machine = CpuTimes.machine("cpu  100 20 30 500 50 1 2 7 90 9");

    assertThat(machine).containsExactly(160L * 10_000_000, 710L * 10_000_000);
  }

  @Test
  void othersHaveWhatIsLeft() {
    CpuTimes before = new CpuTimes(1_000, 2_000, 10_000, 20_000);
    CpuTimes after = new CpuTimes(2_000, 4_000, 15_000, 30_000);

    assertThat(after.since(before).othersShare()).isEqualTo(0.2);
    assertThat(after.since(before).clientMicrosPer(2)).isEqualTo(0.5);
  }

  @Test
  void whatCannotBeToldIsNotANumber() {
    CpuTimes now = CpuTimes.now(ProcessHandle.current().pid(), OptionalLong.empty());

    assertThat(now.since(now).serverMicrosPer(1)).isNaN();
    assertThat(now.since(now).othersShare()).isNaN();
    assertThat(new CpuTimes(1, 1, 1, 1).clientMicrosPer(0)).isNaN();
  }
}
