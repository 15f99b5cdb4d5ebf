package dev.heddle.stock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Database;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.SessionSettings;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the stock client gets wrong and Heddle gets right: one question, asked of both. */
@PostgresTest
class StockDefectsIT {

  private static final DefectProbe PROBE = new DefectProbe();

  private final TestPostgres postgres;

  StockDefectsIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  static List<String> questions() {
    return PROBE.names();
  }

  @ParameterizedTest
  @MethodSource("questions")
  void heddleDoesNotHaveTheDefect(String question) {
    SessionSettings hurried = new SessionSettings(Duration.ofSeconds(2), Duration.ZERO);
    try (Database database =
        Database.builder(
                postgres
                    .settings()
                    .withPool(PoolSettings.defaults().withSize(2, 0))
                    .withSession(hurried))
            .addService(PROBE)
            .build()) {
      // A transaction that nobody ends is taken back within its budget.
      assertThat(PROBE.ask(question, database.client())).isEqualTo("ok");
    }
  }

  @Test
  void theStockClientHasAllOfThem() throws IOException, InterruptedException {
    Process stock =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                Path.of("target", "test-classes")
                    + File.pathSeparator
                    + Path.of("target", "stock", "*"),
                StockProbe.class.getName(),
                postgres.url(),
                postgres.username(),
                postgres.password())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines;
    try (Stream<String> output =
        new String(stock.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()) {
      lines = output.toList();
    }
    assertThat(stock.waitFor()).isZero();
    assertThat(lines).hasSize(PROBE.names().size()).allMatch(line -> line.contains("= defect"));
  }
}
