package dev.heddle.bench.session;

import dev.heddle.bench.Bench;
import dev.heddle.bench.Installation;
import dev.heddle.bench.Options;
import dev.heddle.bench.Scenario;
import dev.heddle.bench.child.ChildFailedException;
import dev.heddle.bench.child.Message;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Quantiles;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;

/** The seed's own figures, one line each, with the margin by which they are beaten. */
@Command(
    name = "seed",
    description =
        "The figures that the project set out from: acquire, session, commit, rollback, health,"
            + " pre-ping, configuration; each with its margin.")
public final class SeedScenario implements Scenario {

  private static final Duration WARM = Duration.ofSeconds(3);

  private static final List<String> FLAGS = List.of("-Xms256m", "-Xmx256m");

  @Override
  public String name() {
    return "seed";
  }

  @Override
  public List<String> contenders() {
    return List.of(Entrant.HEDDLE_TRANSACTION.title());
  }

  @Override
  public Duration bound(Options options) {
    double each = 2 + WARM.toSeconds() + 2 * seconds(options) * SeedFigure.values().length;
    return Duration.ofMillis((long) (options.rounds(options.isTour() ? 1 : 3) * each * 1_000));
  }

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException {
    int rounds = bench.options().rounds(bench.options().isTour() ? 1 : 3);
    for (int round = 1; round <= rounds && !bench.contenders().isEmpty(); round++) {
      try (var jvm = bench.start("heddle", FLAGS, SeedMain.class)) {
        bench.step("round %d of %d: start".formatted(round, rounds), Duration.ofSeconds(2));
        jvm.ask(
            bench
                .server()
                .into(Message.of("open"))
                .with("kept", bench.options().poolKept())
                .with("most", bench.options().poolMost())
                .with("configuration", Installation.root().resolve("etc").resolve("config")),
            Duration.ofSeconds(60));
        bench.step("round %d of %d: warm-up".formatted(round, rounds), WARM);
        jvm.ask(Message.of("warm").with("nanos", WARM.toNanos()), WARM.plusSeconds(60));
        for (SeedFigure figure : SeedFigure.values()) {
          double seconds = seconds(bench.options());
          bench.step(
              "round %d of %d: %s".formatted(round, rounds, figure.title()),
              Duration.ofMillis((long) (2_000 * seconds)));
          Message answer =
              jvm.ask(
                  Message.of("measure").with("figure", figure).with("seconds", seconds),
                  Duration.ofMillis((long) (2_000 * seconds)).plusSeconds(60));
          bench.add(line(bench, figure, round, answer));
        }
      } catch (ChildFailedException e) {
        bench.miss("round %d did not finish: %s".formatted(round, e.getMessage()));
      }
    }
  }

  private static Line line(Bench bench, SeedFigure figure, int round, Message answer) {
    Histogram times = Measured.unpacked(answer.text("times"));
    Quantiles quantiles =
        answer.number("unit") == 1 ? Quantiles.ofNanos(times) : Quantiles.ofMicros(times);
    double seedMicros = figure.millis() * 1_000;
    double median = answer.decimal("median");
    return Line.of(
            bench.scenario(),
            Entrant.HEDDLE_TRANSACTION.title(),
            figure.title(),
            figure.meaning(),
            1,
            round,
            1e6 / Math.max(median, 0.1))
        .withTimes(null, quantiles)
        .with("seedMicros", seedMicros)
        .with("timesFaster", seedMicros / Math.max(median, 0.1));
  }

  private static double seconds(Options options) {
    return options.seconds(options.isTour() ? 0.3 : 1);
  }
}
