package dev.heddle.bench.session;

import dev.heddle.bench.Bench;
import dev.heddle.bench.DatabaseAddress;
import dev.heddle.bench.ServerUnderTest;
import dev.heddle.bench.child.ChildFailedException;
import dev.heddle.bench.child.CpuTimes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs pgbench and reads its log of transactions, so that the same figures come out as of the
 * contenders in JVMs. It has no pool, so no time to get a connection.
 */
final class Pgbench implements Competitor {

  private static final long LOOK_MILLIS = 250;
  private static final Duration CONNECTING = Duration.ofSeconds(60);
  private static final Duration LONGEST = Duration.ofHours(2);

  /** pgbench writes its log in blocks of about a hundred entries; the last ones may be missing. */
  private static final Duration UNWRITTEN = Duration.ofMillis(300);

  private static final int THREADS = 2;

  private final Path program;
  private final ServerUnderTest server;
  private final PgbenchMode mode;
  private final Path logs;

  private Pgbench(Path program, ServerUnderTest server, PgbenchMode mode, Path logs) {
    this.program = program;
    this.server = server;
    this.mode = mode;
    this.logs = logs;
  }

  static Competitor open(Bench bench, PgbenchMode mode) throws ChildFailedException {
    Path program =
        installed()
            .orElseThrow(
                () -> new ChildFailedException("pgbench is not installed (not on the PATH)"));
    return new Pgbench(program, bench.server(), mode, bench.logs());
  }

  /** How long it takes to connect so many clients, each with a sign-in of its own, and to end. */
  static double connectSeconds(int clients) {
    return 0.5 + clients * 0.01;
  }

  /** Where it is, if it is. */
  static Optional<Path> installed() {
    String path = System.getenv("PATH");
    return Stream.of((path == null ? "" : path).split(Pattern.quote(File.pathSeparator), -1))
        .map(folder -> Path.of(folder, "pgbench"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public String title() {
    return mode.title();
  }

  @Override
  public String semantics(Operation operation) {
    return mode.semantics(operation);
  }

  /** A program in C has nothing to warm up; its settling time fills the server's caches. */
  @Override
  public double warm(Load load, Duration limit) {
    return 0;
  }

  @Override
  public Measured run(Load load) throws InterruptedException, ChildFailedException {
    Path folder = logs.resolve(title() + "-" + System.nanoTime());
    try {
      Files.createDirectories(folder);
      Path script = folder.resolve("script.sql");
      Files.writeString(script, mode.script(load.operation().pgbench()));
      NavigableMap<Long, CpuTimes> looks = execute(load, script, folder);
      Measured measured = PgbenchLog.read(folder, load).measured(looks);
      PgbenchLog.delete(folder);
      return measured;
    } catch (IOException e) {
      throw new ChildFailedException("pgbench: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    // Nothing runs between loads.
  }

  /**
   * Runs it until its log must hold the measured time; returns what processors had done by each
   * look at them. Its own limit of time counts from before it connects, which takes longer with
   * many clients, so it is ended from here instead.
   */
  private NavigableMap<Long, CpuTimes> execute(Load load, Path script, Path folder)
      throws IOException, InterruptedException, ChildFailedException {
    Path output = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command(load, script, folder))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("PGPASSWORD", server.password().reveal());
    Process process = builder.start();
    try {
      awaitFirstEntries(process, folder, output);
      NavigableMap<Long, CpuTimes> looks = new TreeMap<>();
      long end = System.nanoTime() + load.settleNanos() + load.nanos() + UNWRITTEN.toNanos();
      do {
        looks.put(
            TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()),
            CpuTimes.now(process.pid(), server.postmaster()));
        if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          throw failed(process, output);
        }
      } while (System.nanoTime() - end < 0);
      return looks;
    } finally {
      process.destroy();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static void awaitFirstEntries(Process process, Path folder, Path output)
      throws IOException, InterruptedException, ChildFailedException {
    long limit = System.nanoTime() + CONNECTING.toNanos();
    while (!PgbenchLog.isBegun(folder)) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw failed(process, output);
      }
      if (System.nanoTime() - limit > 0) {
        throw new ChildFailedException(
            "pgbench did nothing within %d s".formatted(CONNECTING.toSeconds()));
      }
    }
  }

  private static ChildFailedException failed(Process process, Path output) throws IOException {
    return new ChildFailedException(
        "pgbench: "
            + Files.readAllLines(output).stream()
                .filter(line -> line.contains("error") || line.contains("FATAL"))
                .findFirst()
                .orElse("exit code " + process.exitValue()));
  }

  private List<String> command(Load load, Path script, Path folder) {
    DatabaseAddress address = DatabaseAddress.parse(server.url(), Map.of());
    return new ArrayList<>(
        List.of(
            program.toString(),
            "--no-vacuum",
            "--protocol=prepared",
            "--client=" + load.workers(),
            "--jobs=" + Math.min(THREADS, load.workers()),
            "--time=" + LONGEST.toSeconds(),
            "--log",
            "--log-prefix=" + folder.resolve("log"),
            "--file=" + script,
            "--host=" + address.host(),
            "--port=" + address.port(),
            "--username=" + server.username(),
            address.database()));
  }
}
