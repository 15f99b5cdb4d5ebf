package dev.heddle.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.bench.BenchException;
import dev.heddle.bench.Options;
import dev.heddle.bench.Scenario;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HttpScenarioTest {

  @Test
  void refusesAPathThatNoServerHas() {
    assertThatThrownBy(() -> bound("--paths", "/db,/cache"))
        .isInstanceOf(BenchException.class)
        .hasMessage(
            "--paths takes /plaintext, /json, /db, /queries, /updates, /fortunes, /users, /work,"
                + " not '/cache'");
  }

  @Test
  void refusesATargetThatItCannotLoad() {
    assertThatThrownBy(() -> bound("--target", "localhost:8080"))
        .isInstanceOf(BenchException.class)
        .hasMessage("--target: a load goes to http://host:port/path, not to 'localhost:8080'");
  }

  @Test
  void needsNoDatabaseForAServiceThatRuns() {
    assertThat(parsed("--target", "http://localhost:8080/").usesDatabase()).isFalse();
    assertThat(parsed().usesDatabase()).isTrue();
  }

  @Test
  void takesLongerWithMorePaths() {
    assertThat(bound("--paths", "/db,/json")).isGreaterThan(bound("--paths", "/db"));
  }

  private static Duration bound(String... arguments) {
    return parsed(arguments).bound(new Options());
  }

  private static Scenario parsed(String... arguments) {
    HttpScenario scenario = new HttpScenario();
    new CommandLine(scenario).parseArgs(arguments);
    return scenario;
  }
}
