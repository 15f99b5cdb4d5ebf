package dev.heddle.service;

import dev.heddle.config.ConfigurationSources;
import dev.heddle.config.EffectiveConfiguration;
import dev.heddle.config.Profile;
import dev.heddle.config.Profiles;
import dev.heddle.error.HeddleException;
import dev.heddle.migrate.MigrationReport;
import io.helidon.config.Config;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The commands of {@code java -jar heddle.jar}. The exit code is 0 when the command did its work, 1
 * when it could not, as with a wrong configuration or an unknown profile, and 2 when the command
 * line had a wrong command or option.
 */
@Command(
    name = "heddle",
    description = "An HTTP service over PostgreSQL sessions that cannot leak.",
    footer = "Without a command, it serves.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main implements Callable<Integer> {

  @Spec private @Nullable CommandSpec command;

  @Option(
      names = "--profile",
      paramLabel = "<name>",
      scope = ScopeType.INHERIT,
      description = "development, production or test; without it, ENVIRONMENT says which.")
  private @Nullable String profile;

  private Main() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the command and its options
   */
  public static void main(String... arguments) {
    Logging.install();
    System.exit(commandLine().execute(arguments));
  }

  /** The commands; an expected failure is told in its own words, without a stack trace. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (failure, command, _) -> {
              if (!(failure instanceof HeddleException
                  || failure instanceof CannotListenException)) {
                throw failure;
              }
              command.getErr().println("heddle: " + failure.getMessage());
              return 1;
            });
  }

  /** Without a command, serves. */
  @Override
  public Integer call() {
    return serve(false);
  }

  @Command(
      description = "Serve until SIGTERM or Ctrl-C.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int serve(
      @Option(
              names = "--attached",
              description = "Stop as well when the process that started this one is gone.")
          boolean attached) {
    Logging.configure();
    Service service = Service.start(load());
    if (attached) {
      ParentWatch.start(() -> service.end(0));
    }
    return service.await();
  }

  @Command(
      description = "Migrate the database, and say what was done.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int migrate() {
    Logging.configure();
    MigrationReport report = Service.migrate(load());
    out()
        .println(
            "applied %d migration(s); the database has version %s"
                .formatted(report.applied(), report.version()));
    return 0;
  }

  @Command(
      description = "Show each key's value and where it comes from; fail when one is wrong.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int config() {
    EffectiveConfiguration effective = EffectiveConfiguration.of(load());
    out().println(effective.text());
    effective.requireValid();
    return 0;
  }

  @Command(
      description = "Ask the service that runs on this machine; fail when it is not healthy.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int health() {
    HealthProbe.Answer answer = HealthProbe.ask(load());
    out().println(answer.text());
    return answer.healthy() ? 0 : 1;
  }

  private PrintWriter out() {
    return Objects.requireNonNull(command).commandLine().getOut();
  }

  private Config load() {
    ConfigurationSources sources = ConfigurationSources.ofProcess();
    return Profiles.load(profile == null ? sources : sources.withProfile(Profile.of(profile)));
  }
}
