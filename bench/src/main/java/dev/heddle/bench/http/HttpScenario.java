package dev.heddle.bench.http;

import dev.heddle.bench.Bench;
import dev.heddle.bench.BenchException;
import dev.heddle.bench.Options;
import dev.heddle.bench.Scenario;
import dev.heddle.bench.child.CpuTimes;
import dev.heddle.bench.load.HttpCall;
import dev.heddle.bench.load.WrkLoad;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.server.Contender;
import dev.heddle.bench.server.WebTables;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Servers with the same endpoints, side by side; or any running service. */
@Command(
    name = "http",
    description =
        "Servers with TechEmpower's endpoints and POST /users, each in a JVM of its own, under a"
            + " closed loop of wrk, or of the built-in generator where that is not installed."
            + " --workers are connections.")
public final class HttpScenario implements Scenario {

  private static final int WARM_UP_SECONDS = 8;
  private static final int START_SECONDS = 3;

  @Option(
      names = "--paths",
      split = ",",
      paramLabel = "<path>",
      description =
          "Of /plaintext, /json, /db, /queries?n=20, /updates?n=20, /fortunes, /users, which takes"
              + " a POST (default: /db, /queries?n=20 and /users; all with --paths all).")
  private @Nullable List<String> paths;

  @Option(
      names = "--target",
      paramLabel = "<url>",
      description = "Load this address of a running service, with its path, and nothing else.")
  private @Nullable String target;

  @Option(
      names = "--no-wrk",
      description = "Use the built-in generator even where wrk is installed.")
  private boolean withoutWrk;

  @Override
  public String name() {
    return "http";
  }

  @Override
  public List<String> contenders() {
    return Contender.labels();
  }

  @Override
  public boolean usesDatabase() {
    return target == null;
  }

  @Override
  public Duration bound(Options options) {
    double measured = options.rounds(rounds(options)) * (double) workers(options).size();
    double second = Math.max(1, seconds(options));
    List<Endpoint> endpoints = endpoints(options);
    if (target != null) {
      call(target);
      if (paths != null) {
        throw BenchException.usage(
            "--target is a whole address, as http://localhost:8080/users, and takes no --paths");
      }
      return Duration.ofSeconds(Math.round(measured * second + WARM_UP_SECONDS));
    }
    int servers = contenders(options).size();
    int starts = options.isFreshEachRound() ? options.rounds(rounds(options)) : 1;
    double warm = (double) servers * starts * (START_SECONDS + warmUpSeconds(options));
    return Duration.ofSeconds(
        Math.round(
            warm * endpoints(options).size() + measured * servers * second * endpoints.size()));
  }

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException {
    if (target != null) {
      load(bench, target);
      return;
    }
    makeTables(bench);
    bench.find("load by " + (usesWrk() ? "wrk, one thread" : "the built-in generator"));
    List<String> contenders = contenders(bench.options());
    int rounds = bench.options().rounds(rounds(bench.options()));
    if (bench.options().isFreshEachRound()) {
      for (int round = 1; round <= rounds; round++) {
        for (String contender : contenders) {
          try (RunningServer server = start(bench, contender)) {
            measure(bench, server, round, true);
          }
        }
      }
    } else {
      measureTogether(bench, contenders, rounds);
    }
    Comparison.of(bench.lines()).sentences().forEach(bench::find);
  }

  /** Makes the tables that every server uses. */
  static void makeTables(Bench bench) {
    try {
      bench
          .server()
          .execute(
              "DROP TABLE IF EXISTS heddle_bench.world, heddle_bench.fortune, heddle_bench.member");
      bench.server().execute(WebTables.statements().toArray(String[]::new));
    } catch (SQLException e) {
      throw new BenchException("cannot make the tables: " + e.getMessage());
    }
  }

  private void measureTogether(Bench bench, List<String> contenders, int rounds)
      throws IOException, InterruptedException {
    Map<String, RunningServer> servers = new LinkedHashMap<>();
    try {
      for (String contender : contenders) {
        servers.put(contender, start(bench, contender));
      }
      for (int round = 1; round <= rounds; round++) {
        for (RunningServer server : servers.values()) {
          measure(bench, server, round, round == 1);
        }
      }
    } finally {
      servers.values().forEach(RunningServer::close);
    }
  }

  private RunningServer start(Bench bench, String contender)
      throws IOException, InterruptedException {
    bench.step(contender + " starts", Duration.ofSeconds(START_SECONDS));
    return RunningServer.start(bench, Contender.of(contender), Map.of());
  }

  private void measure(Bench bench, RunningServer server, int round, boolean cold)
      throws IOException, InterruptedException {
    for (Endpoint endpoint : endpoints(bench.options())) {
      ClosedLoad load = ClosedLoad.of(endpoint.at(server.address()), usesWrk());
      String what = server.contender().label() + " " + endpoint.label();
      if (cold) {
        bench.step(what + " warms up", Duration.ofSeconds(WARM_UP_SECONDS));
        load.warmUp(workers(bench.options()).getLast(), warmUpSeconds(bench.options()));
      }
      for (int connections : workers(bench.options())) {
        Duration measured = Duration.ofMillis(Math.round(seconds(bench.options()) * 1_000));
        bench.step("%s %d, round %d".formatted(what, connections, round), measured);
        CpuTimes before = server.cpu();
        long start = System.nanoTime();
        ClosedLoad.Seen seen = load.run(connections, measured);
        double took = (System.nanoTime() - start) / 1e9;
        CpuTimes used = server.cpu().since(before);
        long requests = Math.round(seen.perSecond() * took);
        bench.add(
            Line.of(
                    name(),
                    server.contender().label(),
                    endpoint.label(),
                    server.contender().semantics(endpoint.path()),
                    connections,
                    round,
                    seen.perSecond())
                .withTimes(null, seen.micros())
                .withCpu(
                    known(used.clientMicrosPer(requests)),
                    known(used.serverMicrosPer(requests)),
                    null)
                .withErrors(seen.errors()));
      }
    }
  }

  private void load(Bench bench, String address) throws IOException, InterruptedException {
    ClosedLoad load = ClosedLoad.of(call(address), usesWrk());
    Duration measured = Duration.ofMillis(Math.round(seconds(bench.options()) * 1_000));
    long errors = 0;
    try {
      bench.step("warms up", Duration.ofSeconds(WARM_UP_SECONDS));
      load.warmUp(workers(bench.options()).getLast(), WARM_UP_SECONDS);
      for (int round = 1; round <= bench.options().rounds(rounds(bench.options())); round++) {
        for (int connections : workers(bench.options())) {
          bench.step("%d connections, round %d".formatted(connections, round), measured);
          ClosedLoad.Seen seen = load.run(connections, measured);
          errors += seen.errors();
          bench.add(
              Line.of(
                      name(),
                      "target",
                      address,
                      "a running service",
                      connections,
                      round,
                      seen.perSecond())
                  .withTimes(null, seen.micros())
                  .withErrors(seen.errors()));
        }
      }
      if (errors > 0) {
        bench.find(
            "%d errors; asked once more, %s answers with status %d"
                .formatted(errors, address, status(address)));
      }
    } catch (IOException e) {
      throw new BenchException("no service to load at %s: %s".formatted(address, e.getMessage()));
    }
  }

  private static int status(String address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static HttpCall call(String address) {
    try {
      HttpCall call = HttpCall.get(URI.create(address));
      if (call.address().isUnresolved()) {
        throw new BenchException("--target: there is no host as in " + address);
      }
      return call;
    } catch (IllegalArgumentException e) {
      throw BenchException.usage("--target: " + e.getMessage());
    }
  }

  private boolean usesWrk() {
    return !withoutWrk && WrkLoad.program().isPresent();
  }

  private List<Endpoint> endpoints(Options options) {
    List<String> chosen = paths;
    if (chosen == null) {
      chosen = options.isTour() ? List.of("/db") : List.of("/db", "/queries?n=20", "/users");
    } else if (chosen.equals(List.of("all"))) {
      chosen =
          List.of(
              "/plaintext",
              "/json",
              "/db",
              "/queries?n=20",
              "/updates?n=20",
              "/fortunes",
              "/users");
    }
    List<Endpoint> endpoints = new ArrayList<>();
    for (String path : chosen) {
      endpoints.add(Endpoint.checked("--paths", path));
    }
    return endpoints;
  }

  private static List<String> contenders(Options options) {
    List<String> known =
        options.isTour()
            ? List.of(Contender.HEDDLE.label(), Contender.VERTX.label(), Contender.JAVALIN.label())
            : Contender.labels();
    return options.contenders(known);
  }

  private static int warmUpSeconds(Options options) {
    return options.isTour() ? 3 : WARM_UP_SECONDS;
  }

  private static List<Integer> workers(Options options) {
    return options.isTour() ? options.workers(64) : options.workers(16, 64, 256);
  }

  private static double seconds(Options options) {
    return options.seconds(options.isTour() ? 1 : 4);
  }

  private static int rounds(Options options) {
    return options.isTour() ? 1 : 5;
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
