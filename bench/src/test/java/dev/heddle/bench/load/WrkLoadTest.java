package dev.heddle.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrkLoadTest {

  @Test
  void countsOnlyWhatWasAnsweredWell() throws Exception {
    WrkLoad.Report report =
        WrkLoad.Report.parse(
            """
            Running 2s test @ http://localhost/
            heddle: duration=2000000 requests=5000 status=1000 broken=3 p50=900 p99=4000 p999=9000 max=12000
            """);

    assertThat(report).isEqualTo(new WrkLoad.Report(2_000, 900, 4_000, 9_000, 12_000, 1_003));
  }

  @Test
  void saysWhatTheProgramSaidWhenItFailed() {
    assertThatThrownBy(() -> WrkLoad.Report.parse("unable to connect to localhost:1\n"))
        .isInstanceOf(IOException.class)
        .hasMessage("wrk said: unable to connect to localhost:1");
  }

  @Test
  void quotesABodyForItsScript() {
    assertThat(WrkLoad.quoted("{\"a\\b\":\n1}")).isEqualTo("\"{\\\"a\\\\b\\\":\\n1}\"");
  }
}
