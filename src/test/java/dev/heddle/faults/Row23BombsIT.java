package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.RawConnection;
import dev.heddle.testing.RawConnection.Transcript;
import dev.heddle.testing.ServiceProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped service in a small heap, and clients that would have it hold more than that. */
@FaultRow(value = 23, differs = "heap of 96 MiB")
class Row23BombsIT {

  private static final int HEAP_MIB = 96;
  private static final int AT_ONCE = 16;
  private static final int MEBIBYTE = 1 << 20;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String POST =
      "POST /users HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n";

  @TempDir private Path folder;
  private final PostgresServer server;
  private final Score score;

  Row23BombsIT(PostgresServer server, Score score) {
    this.server = server;
    this.score = score;
  }

  @Test
  void areRefusedWithinASmallHeap() throws Exception {
    List<String> options =
        new ArrayList<>(ServiceProcess.properties(ServiceProcess.finestLogs(folder)));
    options.addAll(
        List.of("-Xmx" + HEAP_MIB + "m", "-XX:+ExitOnOutOfMemoryError", "-XX:+UseSerialGC"));
    try (ServiceProcess service = ServiceProcess.start(server.settings(), options)) {
      service.awaitOutput("Service: ready");
      score.run();
      Map<String, List<Integer>> unexpected = new TreeMap<>();
      for (Bomb bomb : bombs()) {
        List<Integer> statuses = throwAll(service.port(), bomb);
        score.injected(statuses.size());
        if (!statuses.stream().allMatch(bomb.expected()::contains)) {
          unexpected.put(bomb.name(), statuses);
        }
      }
      score.target(
          "%d kinds, %d of each at once, all refused within a heap of %d MiB%s"
              .formatted(
                  bombs().size(),
                  AT_ONCE,
                  HEAP_MIB,
                  unexpected.isEmpty() ? "" : ", except " + unexpected),
          unexpected.isEmpty());
      assertThat(service.process().isAlive()).isTrue();
      score.watch().read(service);
      assertThat(service.output()).noneMatch(line -> line.contains("OutOfMemory"));
      try (RawConnection good = RawConnection.open(service.port())) {
        assertThat(good.send("GET /users HTTP/1.1\r\nHost: x\r\n\r\n").readAnswer())
            .startsWith("HTTP/1.1 200 ");
      }
    }
  }

  /**
   * Something that grows.
   *
   * @param expected the statuses that are a refusal of it
   * @param head what is sent at first
   * @param piece what is sent again and again, until the server has had enough
   * @param pieces at most
   */
  private record Bomb(String name, List<Integer> expected, String head, String piece, int pieces) {}

  private static List<Bomb> bombs() throws IOException {
    String mebibyte = "x".repeat(MEBIBYTE);
    String gzip = gzip(20 * MEBIBYTE);
    List<Bomb> bombs = new ArrayList<>();
    bombs.add(
        new Bomb(
            "a body of 500 MiB, announced",
            List.of(413),
            POST + "Content-Length: " + 500L * MEBIBYTE + "\r\n\r\n",
            mebibyte,
            8));
    bombs.add(
        new Bomb(
            "chunks without end",
            List.of(413),
            POST + "Transfer-Encoding: chunked\r\n\r\n",
            "10000\r\n" + "x".repeat(0x10000) + "\r\n",
            256));
    bombs.add(
        new Bomb(
            "one chunk of 2 GiB",
            List.of(400, 413),
            POST + "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
            mebibyte,
            8));
    bombs.add(
        new Bomb(
            "20 MiB in 20 KiB of gzip",
            List.of(415),
            POST + "Content-Encoding: gzip\r\nContent-Length: " + gzip.length() + "\r\n\r\n",
            gzip,
            1));
    bombs.add(
        new Bomb(
            "gzip in gzip",
            List.of(415),
            POST + "Content-Encoding: gzip, gzip\r\nContent-Length: " + gzip.length() + "\r\n\r\n",
            gzip,
            1));
    bombs.add(
        new Bomb(
            "headers without end", List.of(400, 431), POST + "X-A: ", "x".repeat(0x10000), 256));
    bombs.add(new Bomb("many headers", List.of(400, 431), POST, "X-A: 1\r\n".repeat(10_000), 64));
    bombs.add(new Bomb("a path without end", List.of(400, 414), "GET /", mebibyte, 16));
    bombs.add(json("arrays in arrays", "[".repeat(MEBIBYTE - 10)));
    bombs.add(json("objects in objects", "{\"a\":".repeat(200_000)));
    bombs.add(json("a number of a million digits", "{\"username\":1" + "0".repeat(1_000_000)));
    bombs.add(json("a huge exponent", "{\"username\":1e999999999,\"email\":1}"));
    bombs.add(json("many keys", "{" + "\"a\":1,".repeat(150_000) + "\"b\":1}"));
    bombs.add(
        json(
            "names of a megabyte",
            "{\"username\":\"" + "x".repeat(1_000_000) + "\",\"email\":\"a@b\"}"));
    return bombs;
  }

  private static Bomb json(String name, String body) {
    return new Bomb(
        name, List.of(400, 422), POST + "Content-Length: " + body.length() + "\r\n\r\n", body, 1);
  }

  private List<Integer> throwAll(int port, Bomb bomb)
      throws ExecutionException, InterruptedException {
    List<Future<Integer>> answers = new ArrayList<>();
    List<Integer> statuses = new ArrayList<>();
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_ONCE; i++) {
        answers.add(clients.submit(() -> throwOne(port, bomb)));
      }
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
    }
    return statuses;
  }

  /** The status of the answer, or 0 when there was none. */
  private int throwOne(int port, Bomb bomb) throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      connection.send(bomb.head());
      try {
        for (int i = 0; i < bomb.pieces(); i++) {
          connection.send(bomb.piece());
        }
      } catch (SocketException _) {
        // It has had enough.
      }
      Transcript answer = connection.readUntilClosed(LIMIT);
      score.watch().read("an answer", answer.text());
      return answer.statuses().isEmpty() ? 0 : answer.statuses().getFirst();
    }
  }

  private static String gzip(int size) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(new byte[size]);
    }
    return packed.toString(StandardCharsets.ISO_8859_1);
  }
}
