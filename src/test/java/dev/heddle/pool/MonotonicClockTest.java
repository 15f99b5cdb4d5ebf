package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.util.ClockSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No time limit follows the wall clock, so none is hit when that jumps. */
class MonotonicClockTest {

  private static final List<String> WALL_CLOCK =
      List.of("currentTimeMillis", "java/time/Instant", "java/time/Clock", "java/util/Date");

  @Test
  void nothingInThePoolReadsTheWallClock() throws IOException, URISyntaxException {
    Path classes = Path.of(Gate.class.getResource("Gate.class").toURI()).getParent();
    try (Stream<Path> files = Files.walk(classes)) {
      List<Path> readers =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .filter(file -> WALL_CLOCK.stream().anyMatch(bytes(file)::contains))
              .filter(file -> !file.toString().contains("Test"))
              .toList();
      assertThat(readers).isEmpty();
    }
  }

  /**
   * Its housekeeper evicts everything when its clock goes back. Lifetimes are scheduled on an
   * executor, which is monotonic everywhere. On macOS it does follow the wall clock.
   */
  @Test
  void thePoolBelowCountsNanoseconds() {
    boolean mac = System.getProperty("os.name").equals("Mac OS X");
    assertThat(ClockSource.CLOCK)
        .isInstanceOf(
            mac
                ? ClockSource.MillisecondClockSource.class
                : ClockSource.NanosecondClockSource.class);
  }

  private static String bytes(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
