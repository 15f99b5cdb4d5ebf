package dev.heddle.bench.http;

import dev.heddle.bench.Bench;
import dev.heddle.bench.BenchException;
import dev.heddle.bench.Installation;
import dev.heddle.bench.Options;
import dev.heddle.bench.Scenario;
import dev.heddle.bench.load.BuiltInLoad;
import dev.heddle.bench.load.HttpCall;
import dev.heddle.bench.load.Load;
import dev.heddle.bench.results.Line;
import dev.heddle.bench.results.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;

/** How soon the packaged service answers, and what memory it keeps. */
@Command(
    name = "start",
    description =
        "Starts the packaged service against a running PostgreSQL: time from the start of the JVM"
            + " to the first 200 of GET /users, and resident memory after a load; as it is, with"
            + " the documented flags, and with the JDK's AOT cache. --workers are the load's"
            + " connections, --seconds its time. Needs target/heddle.jar: mvn package -DskipTests.")
public final class StartScenario implements Scenario {

  /** The flags that the README documents for a small service. */
  static final List<String> DOCUMENTED =
      List.of("-XX:+UseSerialGC", "-Xmx128m", "-XX:ReservedCodeCacheSize=48m");

  private static final String DATABASE = "heddle_bench_start";
  private static final int START_SECONDS = 2;
  private static final int TRAINING_SECONDS = 15;

  @Override
  public String name() {
    return "start";
  }

  @Override
  public List<String> contenders() {
    return List.of("service");
  }

  @Override
  public Duration bound(Options options) {
    double each = START_SECONDS + seconds(options);
    return Duration.ofSeconds(Math.round(TRAINING_SECONDS + 3 * each * rounds(options)));
  }

  @Override
  public void measure(Bench bench) throws IOException, InterruptedException {
    Path jar = Installation.root().resolve("target").resolve("heddle.jar");
    if (!Files.isReadable(jar) && bench.options().isTour()) {
      bench.find("skipped: mvn package -DskipTests makes the jar that it starts");
      return;
    }
    if (!Files.isReadable(jar)) {
      throw new BenchException("%s is missing: mvn package -DskipTests makes it".formatted(jar));
    }
    Path folder = Files.createTempDirectory("heddle-bench-start");
    try {
      bench.server().execute("CREATE DATABASE " + DATABASE);
      try {
        measure(bench, jar, folder.resolve("heddle.aot"));
      } finally {
        bench.server().execute("DROP DATABASE %s WITH (FORCE)".formatted(DATABASE));
      }
    } catch (SQLException e) {
      throw new BenchException("no database of its own: " + e.getMessage());
    } finally {
      Files.deleteIfExists(folder.resolve("heddle.aot"));
      Files.delete(folder);
    }
  }

  private static void measure(Bench bench, Path jar, Path cache)
      throws IOException, InterruptedException {
    bench.step("trains the AOT cache", Duration.ofSeconds(TRAINING_SECONDS));
    List<String> training = new ArrayList<>(DOCUMENTED);
    training.add("-XX:AOTCacheOutput=" + cache);
    try (StartedService service = StartedService.start(bench, jar, DATABASE, training)) {
      service.awaitFirst();
      load(service, 4, Duration.ofSeconds(1));
    }
    Map<String, List<String>> variants = new LinkedHashMap<>();
    variants.put("no flags", List.of());
    variants.put("documented flags", DOCUMENTED);
    if (Files.exists(cache)) {
      List<String> cached = new ArrayList<>(DOCUMENTED);
      cached.add("-XX:AOTCache=" + cache);
      variants.put("documented flags, AOT cache", cached);
    } else {
      bench.miss("the JVM made no AOT cache; its log is in " + bench.logs());
    }
    for (int round = 1; round <= rounds(bench.options()); round++) {
      for (Map.Entry<String, List<String>> variant : variants.entrySet()) {
        bench.add(measure(bench, jar, variant.getKey(), variant.getValue(), round));
      }
    }
    variants.keySet().forEach(variant -> bench.find(sentence(bench, variant)));
  }

  private static Line measure(Bench bench, Path jar, String variant, List<String> flags, int round)
      throws IOException, InterruptedException {
    bench.step("%s, round %d".formatted(variant, round), Duration.ofSeconds(START_SECONDS));
    try (StartedService service = StartedService.start(bench, jar, DATABASE, flags)) {
      Duration first = service.awaitFirst();
      double startCpu = service.cpuMillis();
      double restingMemory = service.residentMebibytes();
      int connections = bench.options().workers(64).getLast();
      Duration measured = Duration.ofMillis(Math.round(seconds(bench.options()) * 1_000));
      bench.step("%s under load, round %d".formatted(variant, round), measured);
      Load load = load(service, connections, measured);
      return Line.of(
              "start",
              "service",
              variant,
              "java -jar heddle.jar, database migrated; " + String.join(" ", flags),
              connections,
              round,
              load.goodput())
          .withErrors(load.errors())
          .with("first200Millis", first.toNanos() / 1e6)
          .with("startCpuMillis", startCpu)
          .with("residentMebibytes", service.residentMebibytes())
          .with("residentMebibytesBefore", restingMemory);
    }
  }

  private static Load load(StartedService service, int connections, Duration measured)
      throws IOException, InterruptedException {
    return new BuiltInLoad(HttpCall.get(service.address()))
        .closed(connections, Duration.ZERO, measured);
  }

  private static String sentence(Bench bench, String variant) {
    return String.format(
        Locale.ROOT,
        "%s: first 200 after %.0f ms, %.0f ms of processor time; %.0f MiB resident after the load",
        variant,
        median(bench, variant, "first200Millis"),
        median(bench, variant, "startCpuMillis"),
        median(bench, variant, "residentMebibytes"));
  }

  private static double median(Bench bench, String variant, String figure) {
    return Statistics.median(
        bench.lines().stream()
            .filter(line -> line.variant().equals(variant))
            .mapToDouble(line -> line.more().getOrDefault(figure, Double.NaN))
            .toArray());
  }

  private static double seconds(Options options) {
    return options.seconds(options.isTour() ? 1 : 4);
  }

  private static int rounds(Options options) {
    return options.rounds(options.isTour() ? 1 : 5);
  }
}
