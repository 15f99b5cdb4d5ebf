package dev.heddle.bench;

import dev.heddle.bench.http.HttpScenario;
import dev.heddle.bench.http.OverloadScenario;
import dev.heddle.bench.http.StartScenario;
import dev.heddle.bench.micro.MicroScenario;
import dev.heddle.bench.session.HoldersScenario;
import dev.heddle.bench.session.InsertScenario;
import dev.heddle.bench.session.PipelineScenario;
import dev.heddle.bench.session.RowsScenario;
import dev.heddle.bench.session.SeedScenario;
import dev.heddle.bench.session.SessionScenario;
import dev.heddle.bench.session.SweepScenario;
import dev.heddle.bench.shedding.SheddingScenario;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * The commands of {@code bench/run}. The exit code is 0 when everything was measured, 1 when that
 * was not possible, 2 when the command line was wrong, and 130 when it was interrupted.
 */
@Command(
    name = "bench/run",
    description = "Measures acquisition latency and sessions per second.",
    footer = "Without a command: the three-minute tour, nearly all of it, small.",
    version = "result files of schema 1",
    mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {

  @Mixin private Options options = new Options();

  private final List<String> arguments;

  private Main(String... arguments) {
    this.arguments = List.of(arguments);
  }

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param arguments the command and its options
   */
  public static void main(String... arguments) {
    System.exit(commandLine(arguments).execute(arguments));
  }

  /** All scenarios, those of the tour in its order. */
  static List<Scenario> scenarios() {
    return List.of(
        new SessionScenario(),
        new InsertScenario(),
        new PipelineScenario(),
        new RowsScenario(),
        new HoldersScenario(),
        new SweepScenario(),
        new HttpScenario(),
        new OverloadScenario(),
        new StartScenario(),
        new SeedScenario(),
        new MicroScenario(),
        new SheddingScenario());
  }

  /** The commands; what the caller can put right is told in one line. */
  static CommandLine commandLine(String... arguments) {
    CommandLine all = new CommandLine(new Main(arguments));
    for (Scenario scenario : scenarios()) {
      CommandLine one = new CommandLine(scenario);
      one.getCommandSpec().addMixin("options", CommandSpec.forAnnotatedObject(new Options()));
      one.getCommandSpec().mixinStandardHelpOptions(true);
      one.getCommandSpec()
          .usageMessage()
          .footer("Contenders: " + String.join(", ", scenario.contenders()));
      all.addSubcommand(scenario.name(), one);
    }
    all.addSubcommand(new CompareCommand());
    all.addSubcommand(new ReadmeCommand());
    return all.setExecutionStrategy(parsed -> execute(arguments, parsed))
        .setExecutionExceptionHandler(
            (failure, command, _) -> {
              if (failure instanceof BenchException wrong) {
                command.getErr().println(failure.getMessage());
                return wrong.isUsage() ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
              }
              throw failure;
            })
        .setParameterExceptionHandler(
            (failure, _) -> {
              failure.getCommandLine().getErr().println(message(failure));
              return CommandLine.ExitCode.USAGE;
            });
  }

  private static String message(CommandLine.ParameterException failure) {
    if (failure instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().getFirst().startsWith("-")
        && failure.getCommandLine().getParent() == null) {
      return "unknown scenario '%s'; known: %s"
          .formatted(
              unmatched.getUnmatched().getFirst(),
              String.join(", ", failure.getCommandLine().getSubcommands().keySet()));
    }
    return Objects.toString(failure.getMessage());
  }

  private static int execute(String[] arguments, ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    ParseResult innermost = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    CommandSpec spec = innermost.commandSpec();
    try {
      if (parsed.hasSubcommand() && !parsed.matchedOptions().isEmpty()) {
        throw BenchException.usage(
            "options go behind the command: bench/run %s %s …"
                .formatted(spec.name(), parsed.matchedOptions().getFirst().longestName()));
      }
      if (spec.userObject() instanceof Scenario scenario) {
        Options chosen =
            (Options) Objects.requireNonNull(spec.mixins().get("options")).userObject();
        return new Harness(List.of(arguments), chosen, List.of(scenario)).run();
      }
      @SuppressWarnings("unchecked")
      Callable<Integer> callable = (Callable<Integer>) spec.userObject();
      return callable.call();
    } catch (Exception e) {
      throw new CommandLine.ExecutionException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** The tour. */
  @Override
  public Integer call() throws IOException {
    List<Scenario> tour = scenarios().stream().filter(Scenario::isOfTour).toList();
    return new Harness(arguments, options.asTour(), tour).run();
  }
}
