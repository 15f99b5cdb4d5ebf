package dev.heddle.bench.load;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The load generator {@code wrk}, where it is installed: a closed loop that costs little. */
public final class WrkLoad {

  /**
   * What one run of it reports.
   *
   * @param requestsPerSecond answered with a status below 400
   * @param p50Micros median time, in microseconds
   * @param p99Micros 99 of 100 were no longer
   * @param p999Micros 999 of 1000 were no longer
   * @param maxMicros the longest
   * @param errors other statuses, and connections that failed
   */
  public record Report(
      double requestsPerSecond,
      double p50Micros,
      double p99Micros,
      double p999Micros,
      double maxMicros,
      long errors) {

    private static final String MARK = "heddle:";

    /**
     * Reads the line that the script prints.
     *
     * @throws IOException when there is none
     */
    static Report parse(String output) throws IOException {
      String line =
          output
              .lines()
              .filter(each -> each.startsWith(MARK))
              .findFirst()
              .orElseThrow(() -> new IOException("wrk said: " + output.strip()));
      Map<String, Double> values = new HashMap<>();
      for (String word : line.substring(MARK.length()).strip().split(" ", -1)) {
        int equals = word.indexOf('=');
        values.put(word.substring(0, equals), Double.valueOf(word.substring(equals + 1)));
      }
      double seconds = values.getOrDefault("duration", 0.0) / 1e6;
      double refused = values.getOrDefault("status", 0.0);
      return new Report(
          (values.getOrDefault("requests", 0.0) - refused) / seconds,
          values.getOrDefault("p50", 0.0),
          values.getOrDefault("p99", 0.0),
          values.getOrDefault("p999", 0.0),
          values.getOrDefault("max", 0.0),
          Math.round(refused + values.getOrDefault("broken", 0.0)));
    }
  }

  private final Path program;
  private final HttpCall call;

  private WrkLoad(Path program, HttpCall call) {
    this.program = program;
    this.call = call;
  }

  /** Where it is installed, if it is. */
  public static Optional<Path> program() {
    String path = System.getenv("PATH");
    return path == null
        ? Optional.empty()
        : Stream.of(path.split(File.pathSeparator))
            .map(folder -> Path.of(folder, "wrk"))
            .filter(Files::isExecutable)
            .findFirst();
  }

  /** A generator of one request, if the program is installed. */
  public static Optional<WrkLoad> of(HttpCall call) {
    return program().map(found -> new WrkLoad(found, call));
  }

  /**
   * Keeps each of the connections busy.
   *
   * @param connections at once
   * @param measured for how long; whole seconds, at least one
   * @throws IOException when there is no server, or the program failed
   */
  public Report run(int connections, Duration measured) throws IOException, InterruptedException {
    Path script = Files.createTempFile("heddle-wrk", ".lua");
    try {
      Files.writeString(script, script());
      long seconds = Math.max(1, Math.round(measured.toMillis() / 1_000.0));
      Process process =
          new ProcessBuilder(command(connections, seconds, script))
              .redirectErrorStream(true)
              .start();
      try {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(seconds + 30, TimeUnit.SECONDS);
        return Report.parse(output);
      } finally {
        process.destroy();
      }
    } finally {
      Files.delete(script);
    }
  }

  private List<String> command(int connections, long seconds, Path script) {
    return List.of(
        program.toString(),
        "--threads",
        "1",
        "--connections",
        Integer.toString(connections),
        "--duration",
        seconds + "s",
        "--timeout",
        "10s",
        "--script",
        script.toString(),
        call.uri().toString());
  }

  private String script() {
    return """
    wrk.method = %s
    wrk.body = %s
    wrk.headers["Content-Type"] = %s
    done = function(summary, latency, requests)
      local e = summary.errors
      io.write(string.format(
        "heddle: duration=%%d requests=%%d status=%%d broken=%%d p50=%%d p99=%%d p999=%%d max=%%d\\n",
        summary.duration, summary.requests, e.status, e.connect + e.read + e.write + e.timeout,
        latency:percentile(50), latency:percentile(99), latency:percentile(99.9), latency.max))
    end
    """
        .formatted(
            quoted(call.body().isPresent() ? "POST" : "GET"),
            call.body().map(WrkLoad::quoted).orElse("nil"),
            call.body().isPresent() ? quoted("application/json") : "nil");
  }

  /** A Lua string. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        default -> quoted.append(each);
      }
    }
    return quoted.append('"').toString();
  }
}
