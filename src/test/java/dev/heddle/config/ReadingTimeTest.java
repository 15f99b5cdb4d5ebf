package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReadingTimeTest {

  @Test
  void readsAllSettingsWithinAMillisecondOnceLoaded() {
    Config config = Given.in(Path.of("etc", "config")).config();
    LongStream.range(0, 500).forEach(_ -> read(config));

    long[] nanos = LongStream.range(0, 200).map(_ -> read(config)).sorted().toArray();

    // What it takes when nothing else has the processor.
    assertThat(Duration.ofNanos(nanos[20])).isLessThan(Duration.ofMillis(1));
  }

  /** All that the service reads when it starts; the embedded server's are the database's. */
  private static long read(Config config) {
    long before = System.nanoTime();
    DatabaseSettings.create(config.get("database"));
    MigrationSettings.create(config.get("database"));
    HttpLimits.create(config.get("server.limits"));
    ServerSettings.create(config.get("server"));
    OperationsSettings.create(config.get("operations"));
    return System.nanoTime() - before;
  }
}
