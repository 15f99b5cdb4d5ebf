package dev.heddle.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {

  private record Outcome(int exitCode, String out, String err) {}

  @Test
  void showsItsCommands() {
    Outcome outcome = run("--help");

    assertThat(outcome.exitCode).isZero();
    assertThat(outcome.out).contains("serve", "migrate", "config", "health", "--profile");
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : new String[] {"serve", "migrate", "config", "health"}) {
      Outcome outcome = run(command, "--help");

      assertThat(outcome.exitCode).isZero();
      assertThat(outcome.out).contains("Usage: heddle " + command, "--profile");
    }
  }

  @Test
  void showsItsVersion() {
    assertThat(run("--version").out).startsWith("heddle ").contains("Java " + Runtime.version());
  }

  @Test
  void eachCommandShowsTheVersion() {
    for (String command : new String[] {"serve", "migrate", "config", "health"}) {
      assertThat(run(command, "--version").out).as(command).isEqualTo(run("-V").out);
    }
  }

  @Test
  void suggestsACommandForOneThatItDoesNotKnow() {
    Outcome outcome = run("migrat");

    assertThat(outcome.exitCode).isEqualTo(2);
    assertThat(outcome.err).contains("'migrat'", "Did you mean: heddle migrate");
  }

  @Test
  void refusesAnOptionThatItDoesNotKnow() {
    Outcome outcome = run("config", "--prof", "test");

    assertThat(outcome.exitCode).isEqualTo(2);
    assertThat(outcome.err).contains("'--prof'", "--profile");
  }

  @Test
  void showsTheConfigurationWithItsOriginsAndWithoutSecrets() {
    Outcome outcome = run("config", "--profile", "development");

    assertThat(outcome.exitCode).isZero();
    assertThat(outcome.out)
        .contains("profile development")
        .containsPattern(
            "database.application-name +ai_seo_architects +file etc/config/application")
        .containsPattern("database.password +\\*\\*\\*");
  }

  @Test
  void refusesAWrongConfigurationWithoutAStackTrace() {
    Outcome outcome = run("serve", "--profile", "production");

    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.err)
        .startsWith("heddle: the configuration has a problem: database.password: is missing")
        .doesNotContain("\tat ");
  }

  @Test
  void showsAWrongConfigurationBeforeItRefusesIt() {
    Outcome outcome = run("config", "--profile", "production");

    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.out).contains("profile production");
    assertThat(outcome.err).contains("database.password: is missing");
  }

  @Test
  void refusesAnUnknownProfile() {
    Outcome outcome = run("config", "--profile", "staging");

    assertThat(outcome.exitCode).isEqualTo(1);
    assertThat(outcome.err).contains("staging", "development (dev), production (prod), test");
  }

  private static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commands = Main.commandLine();
    commands.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return new Outcome(commands.execute(arguments), out.toString(), err.toString());
  }
}
