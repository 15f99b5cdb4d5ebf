package dev.heddle.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wrong command line is told: one line, and the exit code 2. */
class CommandLineTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense                                       | unknown scenario 'nonsense'",
        "session --workers 0                            | --workers takes 1 to 10000, not 0",
        "session --contenders nobody                    | unknown contender 'nobody'",
        "session --rate 0                               | --rate takes more than 0",
        "session --json .                               | it is a folder",
        "--workers 5 session                            | options go behind the command",
        "sweep --sizes 0                                | --sizes takes 1 to 1000, not 0",
        "http --target localhost:8080                   | --target: ",
        "http --target http://localhost:99999/          | --target: ",
        "http --target http://localhost/ --paths /db    | takes no --paths",
        "session --url postgresql://a:secret@/b         | --url takes postgresql://user@host",
      })
  void isToldInOneLine(String line, String expected) {
    String[] arguments = line.split(" +", -1);
    StringWriter said = new StringWriter();
    int code = Main.commandLine(arguments).setErr(new PrintWriter(said, true)).execute(arguments);
    assertThat(said.toString())
        .contains(expected)
        .doesNotContain("\tat ", "secret")
        .hasLineCount(1);
    assertThat(code).isEqualTo(2);
  }
}
