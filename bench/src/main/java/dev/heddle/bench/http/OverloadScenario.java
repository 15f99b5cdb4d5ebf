package dev.heddle.bench.http;

import dev.heddle.bench.Bench;
import dev.heddle.bench.BenchException;
import dev.heddle.bench.Options;
import dev.heddle.bench.Scenario;
import dev.heddle.bench.load.BuiltInLoad;
import dev.heddle.bench.load.Load;
import dev.heddle.bench.server.Contender;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What becomes of a server that is asked for more than it can do. */
@Command(
    name = "overload",
    description =
        "Finds a server's capacity with a closed loop, then lets requests arrive at multiples of"
            + " it, whether it keeps up or not: goodput, refusals and how soon they are answered,"
            + " times of the accepted, counted from when a request was due. --workers are the"
            + " connections of the closed loop.")
public final class OverloadScenario implements Scenario {

  private static final int CLOSED_CONNECTIONS = 128;

  /** Below the 4096 connections that Heddle accepts by default. */
  private static final int OPEN_CONNECTIONS = 4_000;

  private static final int CAPACITY_SECONDS = 2;
  private static final int WARM_UP_SECONDS = 4;
  private static final int START_SECONDS = 3;
  private static final Duration SETTLING = Duration.ofSeconds(1);
  private static final Duration GRACE = Duration.ofSeconds(2);

  @Option(
      names = "--factors",
      split = ",",
      paramLabel = "<x>",
      description = "Arrivals as multiples of the capacity (default: 0.5,0.8,1,1.5,2,3).")
  private @Nullable List<Double> factors;

  @Option(
      names = "--path",
      paramLabel = "<path>",
      defaultValue = "/work?ms=20",
      description =
          "What is asked for (default: ${DEFAULT-VALUE}, whose capacity is in the connections)."
              + " With /db the processors are the limit, and the generator and the refusals need"
              + " them too.")
  private String path = "/work?ms=20";

  @Option(
      names = "--budget",
      paramLabel = "<duration>",
      description =
          "Heddle's database.session.timeout and database.pool.acquire-timeout, such as 1s"
              + " (default: as shipped, 30s).")
  private @Nullable String budget;

  @Override
  public String name() {
    return "overload";
  }

  @Override
  public List<String> contenders() {
    return Contender.labels();
  }

  @Override
  public Duration bound(Options options) {
    Endpoint.checked("--path", path);
    for (double factor : factors(options)) {
      if (!(factor >= 0.01 && factor <= 100)) {
        throw BenchException.usage("--factors takes 0.01 to 100, not " + factor);
      }
    }
    double each = SETTLING.plus(GRACE).toSeconds() + seconds(options);
    double round =
        START_SECONDS + WARM_UP_SECONDS + CAPACITY_SECONDS + each * factors(options).size();
    return Duration.ofSeconds(Math.round(round * contenders(options).size() * rounds(options)));
  }

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException {
    HttpScenario.makeTables(bench);
    List<Overload> highest = new ArrayList<>();
    for (int round = 1; round <= rounds(bench.options()); round++) {
      for (String contender : contenders(bench.options())) {
        bench.step(contender + " starts", Duration.ofSeconds(START_SECONDS));
        try (RunningServer server =
            RunningServer.start(bench, Contender.of(contender), settings())) {
          highest.add(measure(bench, server, round));
        }
      }
    }
    highest.forEach(each -> bench.find(each.sentence()));
  }

  private Overload measure(Bench bench, RunningServer server, int round)
      throws IOException, InterruptedException {
    Options options = bench.options();
    String label = server.contender().label();
    Endpoint endpoint = Endpoint.of(path);
    int connections = options.workers(CLOSED_CONNECTIONS).getLast();
    bench.step(label + " warms up", Duration.ofSeconds(WARM_UP_SECONDS));
    ClosedLoad.of(endpoint.at(server.address()), false).warmUp(connections, WARM_UP_SECONDS);
    BuiltInLoad generator = new BuiltInLoad(endpoint.at(server.address()));
    bench.step(label + " capacity", Duration.ofSeconds(CAPACITY_SECONDS));
    double capacity =
        generator
            .closed(connections, Duration.ZERO, Duration.ofSeconds(CAPACITY_SECONDS))
            .goodput();
    if (capacity == 0) {
      throw new BenchException(
          "%s answered nothing well at %s; its log is in %s".formatted(label, path, bench.logs()));
    }
    @Nullable Overload last = null;
    for (double factor : factors(options)) {
      Duration measured = Duration.ofMillis(Math.round(seconds(options) * 1_000));
      bench.step("%s at %.1fx, round %d".formatted(label, factor, round), measured.plus(SETTLING));
      Load load = generator.open(capacity * factor, OPEN_CONNECTIONS, SETTLING, measured, GRACE);
      last = new Overload(server.contender(), endpoint, capacity, factor, load);
      bench.add(last.line(round));
    }
    if (last == null) {
      throw BenchException.usage("--factors names none");
    }
    return last;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    if (budget != null) {
      settings.put("database.session.timeout", budget);
      settings.put("database.pool.acquire-timeout", budget);
    }
    return settings;
  }

  private List<Double> factors(Options options) {
    if (factors != null) {
      return factors;
    }
    return options.isTour() ? List.of(1.0, 3.0) : List.of(0.5, 0.8, 1.0, 1.5, 2.0, 3.0);
  }

  private List<String> contenders(Options options) {
    return options.isTour()
        ? List.of(Contender.HEDDLE.label())
        : options.contenders(Contender.labels());
  }

  private static double seconds(Options options) {
    return options.seconds(options.isTour() ? 2 : 4);
  }

  private static int rounds(Options options) {
    return options.rounds(options.isTour() ? 1 : 3);
  }
}
