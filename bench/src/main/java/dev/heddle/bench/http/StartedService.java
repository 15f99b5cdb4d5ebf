package dev.heddle.bench.http;

import dev.heddle.bench.Bench;
import dev.heddle.bench.BenchException;
import dev.heddle.bench.Installation;
import dev.heddle.bench.ServerUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged service in a process of its own, stopped in order when it is closed. */
final class StartedService implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** A training run writes its cache when it stops. */
  private static final int STOP_SECONDS = 60;

  private static final int CONNECT_MILLIS = 1_000;
  private static final String PATH = "/users?limit=1";
  private static final byte[] REQUEST =
      ("GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);
  private static final String SUCCESS = "HTTP/1.1 200";

  private final Process process;
  private final long begun;
  private final int port;
  private final Path log;

  private StartedService(Process process, long begun, int port, Path log) {
    this.process = process;
    this.begun = begun;
    this.port = port;
    this.log = log;
  }

  /** Starts it on a database of the server under test, with flags of the JVM. */
  static StartedService start(Bench bench, Path jar, String database, List<String> flags)
      throws IOException {
    ServerUnderTest server = bench.server();
    URI address = URI.create(server.url().substring("jdbc:".length()));
    int port = freePort();
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(flags);
    command.addAll(List.of("-jar", jar.toString(), "serve"));
    ProcessBuilder builder = new ProcessBuilder(command).directory(Installation.root().toFile());
    Map<String, String> environment = builder.environment();
    environment.put("ENVIRONMENT", "development");
    environment.put("SERVER_HOST", "127.0.0.1");
    environment.put("SERVER_PORT", Integer.toString(port));
    environment.put("DEV_POSTGRES_HOST", address.getHost());
    environment.put("DEV_POSTGRES_PORT", Integer.toString(address.getPort()));
    environment.put("DEV_POSTGRES_DB", database);
    environment.put("DEV_POSTGRES_USER", server.username());
    environment.put("DEV_POSTGRES_PASSWORD", server.password().reveal());
    Path log = bench.logs().resolve("start-service.log");
    builder
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    long begun = System.nanoTime();
    return new StartedService(builder.start(), begun, port, log);
  }

  /** What is asked for. */
  URI address() {
    return URI.create("http://127.0.0.1:%d%s".formatted(port, PATH));
  }

  /**
   * Asks until the first 200.
   *
   * @return the time from the start of the process to that answer
   * @throws BenchException when the process ends, or a minute does
   */
  Duration awaitFirst() throws InterruptedException {
    while (!isAnswered()) {
      if (!process.isAlive()) {
        throw new BenchException("the service has ended; its log is " + log);
      }
      if (System.nanoTime() - begun > LONGEST.toNanos()) {
        throw new BenchException(
            "the service gave no 200 within %d s; its log is %s"
                .formatted(LONGEST.toSeconds(), log));
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Processor time up to now; zero when it is not known. */
  double cpuMillis() {
    return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
  }

  /** Memory in use now, where Linux tells it; else NaN. */
  double residentMebibytes() {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(StartedService::mebibytes)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** The line is: VmRSS: 123456 kB. */
  static double mebibytes(String line) {
    return Long.parseLong(line.replaceAll("\\D", "")) / 1_024.0;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private boolean isAnswered() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      socket.setSoTimeout((int) LONGEST.toMillis());
      socket.getOutputStream().write(REQUEST);
      byte[] begin = socket.getInputStream().readNBytes(SUCCESS.length());
      return new String(begin, StandardCharsets.US_ASCII).equals(SUCCESS);
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
