package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.HttpLimits;
import dev.heddle.testing.Await;
import dev.heddle.testing.ConcurrentTest;
import dev.heddle.testing.RawConnection;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Clients that keep the server waiting, and those that must not be kept waiting. */
class SlowClientTest {

  private static final Duration HEAD = Duration.ofMillis(500);
  private static final Duration BODY = Duration.ofMillis(500);
  private static final Duration IDLE = Duration.ofMillis(1500);
  private static final Duration WRITE = Duration.ofMillis(400);
  private static final int LARGE = 64 << 20;
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final CountDownLatch release = new CountDownLatch(1);
  private static final CountDownLatch written = new CountDownLatch(1);
  private static WebServer server;

  private static final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void startServer() {
    Thread.setDefaultUncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown));
    HttpLimits limits =
        HttpLimits.defaults().withTimeouts(HEAD, BODY, IDLE).withWriteTimeout(WRITE);
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .update(HttpGuard.of(limits)::apply)
            .routing(
                routes ->
                    routes
                        .get("/hello", (request, response) -> response.send("hello"))
                        .get("/pieces", SlowClientTest::sendPieces)
                        .get("/large", (request, response) -> response.send(new byte[LARGE]))
                        .get(
                            "/unread",
                            (request, response) -> {
                              try {
                                response.send(new byte[LARGE]);
                              } finally {
                                written.countDown();
                              }
                            })
                        .get(
                            "/wait",
                            (request, response) -> {
                              assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
                              response.send("waited");
                            })
                        .post(
                            "/count",
                            (request, response) ->
                                response.send("" + request.content().as(byte[].class).length)))
            .build()
            .start();
  }

  @AfterAll
  static void stopServer() {
    server.stop();
    Thread.setDefaultUncaughtExceptionHandler(null);
    assertThat(uncaught).as("what no thread caught").isEmpty();
  }

  @ConcurrentTest
  void closesAConnectionWhoseHeadersDrip() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      dripUntilClosed(connection, "GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Drip: ");

      assertThat(connection.readUntilClosed(SOON).closed()).isTrue();
    }
  }

  @ConcurrentTest
  void closesAConnectionWhoseClientDoesNotRead() throws Exception {
    try (RawConnection connection = RawConnection.open(server.port())) {
      connection.send("GET /unread HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertThat(written.await(SOON.toMillis(), TimeUnit.MILLISECONDS))
          .as("the server has given up")
          .isTrue();
      RawConnection.Transcript rest = connection.readUntilClosed(SOON);
      assertThat(rest.closed()).isTrue();
      assertThat(rest.text().length()).isLessThan(LARGE);
    }
  }

  @ConcurrentTest
  void waitsForAClientThatReadsSlowlyButSteadily() throws Exception {
    try (RawConnection connection = RawConnection.open(server.port())) {
      connection.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
      long start = System.nanoTime();

      int received = connection.readSlowly(LARGE / 64, Duration.ofMillis(40));

      assertThat(received).isGreaterThan(LARGE);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(WRITE.multipliedBy(2));
    }
  }

  @ConcurrentTest
  void closesAConnectionWhoseBodyDrips() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      dripUntilClosed(
          connection, "POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n");

      assertThat(connection.readUntilClosed(SOON).statuses()).doesNotContain(200);
    }
  }

  @ConcurrentTest
  void closesAConnectionWhoseBodyFallsSilentAfterMostOfItCameAtOnce() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      connection.send(
          "POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400001\r\n\r\n"
              + "x".repeat(400_000));

      RawConnection.Transcript answer = connection.readUntilClosed(SOON);
      assertThat(answer.closed()).isTrue();
      assertThat(answer.statuses()).doesNotContain(200);
    }
  }

  @ConcurrentTest
  void closesAConnectionWhoseChunksDrip() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      dripUntilClosed(
          connection,
          "POST /count HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n");

      assertThat(connection.readUntilClosed(SOON).statuses()).doesNotContain(200);
    }
  }

  @ConcurrentTest
  void closesAConnectionThatStaysIdle() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      assertThat(connection.readUntilClosed(SOON).closed()).isTrue();
    }
  }

  @ConcurrentTest
  void waitsForAHandlerThatTakesLongerThanAnyClientMay() throws Exception {
    try (RawConnection connection = RawConnection.open(server.port());
        RawConnection idle = RawConnection.open(server.port())) {
      connection.send("GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
      // By the time the idle connection is closed, the other has been at work for longer.
      assertThat(idle.readUntilClosed(SOON).closed()).isTrue();
      release.countDown();

      assertThat(connection.readAnswer()).endsWith("waited");
    }
  }

  @ConcurrentTest
  void sendsEachSmallPieceOfAnAnswerAtOnce() throws IOException {
    long[] micros = new long[200];
    try (RawConnection connection = RawConnection.open(server.port())) {
      for (int i = 0; i < micros.length; i++) {
        long start = System.nanoTime();
        connection.send("GET /pieces HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(connection.readAnswer()).endsWith("hello, you");
        micros[i] = (System.nanoTime() - start) / 1000;
      }
    }
    Arrays.sort(micros);

    // A late acknowledgement would hold up every one of them, a busy machine only some.
    assertThat(micros[micros.length / 10]).as("microseconds").isLessThan(20_000);
  }

  /** Pieces that TCP would hold back until the client has acknowledged what came before. */
  private static void sendPieces(ServerRequest request, ServerResponse response) {
    response.contentLength("hello, you".length());
    try (OutputStream out = response.outputStream()) {
      for (String piece : List.of("hello", ", ", "you")) {
        out.write(piece.getBytes(StandardCharsets.US_ASCII));
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends the beginning, then single bytes until the server does not take them any more. */
  private static void dripUntilClosed(RawConnection connection, String beginning)
      throws IOException {
    connection.send(beginning);
    Await.until(
        Duration.ofSeconds(10),
        () -> {
          try {
            connection.send("x");
            return false;
          } catch (SocketException _) {
            return true;
          }
        },
        "the server closes a connection that drips");
  }
}
