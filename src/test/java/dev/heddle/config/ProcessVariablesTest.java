package dev.heddle.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessVariablesTest {

  @TempDir Path directory;

  @Test
  void readsWhatTheLocaleCouldNotDecode() throws IOException {
    Path raw = Files.writeString(directory.resolve("environ"), "A=a=b\0PW=päss=🔑\0LATE=x\0");

    assertThat(ProcessVariables.repaired(Map.of("A", "a=b", "PW", "p\ufffd"), raw))
        .isEqualTo(Map.of("A", "a=b", "PW", "päss=🔑"));
  }

  @Test
  void leavesVariablesAloneThatAreWhole() {
    Map<String, String> whole = Map.of("PW", "päss");

    assertThat(ProcessVariables.repaired(whole, directory.resolve("nothing"))).isSameAs(whole);
  }

  @Test
  void refusesAValueThatCannotBeDecodedAnywhere() {
    Map<String, String> lost =
        ProcessVariables.repaired(
            Map.of("DEV_POSTGRES_PASSWORD", "p\ufffd"), directory.resolve("nothing"));
    Given given = Given.in(directory);
    lost.forEach(given::variable);

    assertThatThrownBy(given::settings)
        .hasMessage(
            "the configuration has a problem: database.password = *** (environment variable"
                + " DEV_POSTGRES_PASSWORD): holds characters that the locale of this process"
                + " cannot decode; start it with LC_ALL=C.UTF-8");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aProcessWithoutALocaleKeepsEveryCharacter() throws Exception {
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "LC_ALL=C DEV_POSTGRES_PASSWORD=$(printf 'p\\303\\244ss') exec \"$0\" -cp \"$1\""
                    + " $2",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("java.class.path"),
                PrintsThePassword.class.getName())
            .redirectErrorStream(true)
            .start();

    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(printed.strip())
        .isEqualTo(HexFormat.of().formatHex("päss".getBytes(StandardCharsets.UTF_8)));
  }

  /** Prints in hexadecimal what arrived, since a process without a locale prints no umlauts. */
  static final class PrintsThePassword {

    private PrintsThePassword() {}

    public static void main(String[] arguments) {
      String password =
          DatabaseSettings.create(Profiles.load().get("database")).password().reveal();
      System.out.println(HexFormat.of().formatHex(password.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
