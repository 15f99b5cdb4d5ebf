package dev.heddle.service;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The commands of {@code java -jar heddle.jar}. The exit code is 0 when the command did its work, 1
 * when it could not, and 2 when the command line was wrong.
 */
@Command(
    name = "heddle",
    description = "An HTTP service over PostgreSQL sessions that cannot leak.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main implements Runnable {

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String... arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return new CommandLine(new Main()).execute(arguments);
  }

  /** Without a command, serves. */
  @Override
  public void run() {
    serve(false);
  }

  @Command(
      description = "Serves until SIGTERM or Ctrl-C (the default).",
      mixinStandardHelpOptions = true)
  int serve(
      @Option(
              names = "--attached",
              description = "Stop as well when the process that started this one ends.")
          boolean attached) {
    return 0;
  }
}
