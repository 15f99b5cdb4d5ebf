package dev.heddle.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.logging.LogManager;
import org.junit.jupiter.api.Test;

/** A process has one manager of its logs for good, so each case is a process of its own. */
class LoggingTest {

  @Test
  void hasTheManagerThatKeepsItsHandlers() throws Exception {
    assertThat(said(Installed.class)).isEqualTo(LastingLogs.class.getName());
  }

  @Test
  void keepsItsHandlersThroughTheResetThatBeginsTheEndOfAProcess() throws Exception {
    assertThat(said(Reset.class)).contains("still heard");
  }

  private static String said(Class<?> program) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                program.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  static final class Installed {
    private Installed() {}

    public static void main(String... arguments) {
      Logging.install();
      System.out.println(LogManager.getLogManager().getClass().getName());
    }
  }

  static final class Reset {
    private Reset() {}

    public static void main(String... arguments) {
      Logging.install();
      Logging.configure();
      LogManager.getLogManager().reset();
      System.getLogger("dev.heddle.LoggingTest").log(System.Logger.Level.INFO, "still heard");
    }
  }
}
