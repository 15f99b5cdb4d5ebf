package dev.heddle.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.Fuzz;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.RawConnection.Transcript;
import dev.heddle.testing.ServiceProcess;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Requests that are almost right, sent to the service as it is shipped. */
@PostgresTest
class HttpFuzzIT {

  private static final int AT_ONCE = 16;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final Pattern HEAD =
      Pattern.compile("HTTP/1\\.1 ([1-5]\\d\\d) [ -~]*\r\n((?:[!-9;-~]+: ?[ -~]*\r\n)*)\r\n");

  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)\r\n");

  private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]+)\r\n");

  private static final List<String> PIECES =
      List.of(
          "\r\n",
          "\n",
          "\r",
          "\r\n\r\n",
          " ",
          "\t",
          ":",
          ": ",
          ",",
          ";",
          "=",
          "\"",
          "\\",
          "/",
          "..",
          "?",
          "&",
          "#",
          "%",
          "%00",
          "%2f",
          "%zz",
          "\0",
          "\u0001",
          "\u007f",
          "\u0080",
          "\u00ff",
          "{",
          "}",
          "[",
          "]",
          "null",
          "1e999",
          "-1",
          "0",
          "99999999999999999999",
          "HTTP/1.0",
          "HTTP/1.1",
          "HTTP/2.0",
          "Host: y\r\n",
          "Content-Length: 5\r\n",
          "Content-Length: 0\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Transfer-Encoding: gzip\r\n",
          "Content-Encoding: br\r\n",
          "Content-Type: text/plain\r\n",
          "Content-Type: ;;;\r\n",
          "Accept: ;q=\r\n",
          "Expect: x\r\n",
          "Connection: close\r\n",
          "Connection: keep-alive\r\n",
          "Upgrade: websocket\r\n",
          "0\r\n\r\n",
          "5\r\n",
          "ffffffff\r\n",
          "GET",
          "POST",
          "TRACE",
          "CONNECT",
          "PRI * HTTP/2.0",
          "x".repeat(9000),
          "X: 1\r\n".repeat(500));

  private final TestPostgres postgres;

  HttpFuzzIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void answersOrClosesWhateverIsAlmostARequest() throws Exception {
    Map<String, String> impatient =
        Map.of(
            "server.limits.head-timeout", "500ms",
            "server.limits.body-timeout", "500ms",
            "server.limits.idle-timeout", "1s");
    Semaphore free = new Semaphore(AT_ONCE);
    List<Future<?>> answers = new ArrayList<>();
    try (ServiceProcess service =
        ServiceProcess.start(postgres.settings(), ServiceProcess.properties(impatient))) {
      service.awaitOutput("Service: ready");
      try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
        Fuzz fuzz = Fuzz.of("http-requests", PIECES);
        fuzz.run(
            100,
            request -> {
              free.acquire();
              answers.add(
                  clients.submit(
                      () -> {
                        try {
                          fuzz.check(request, one -> isAnsweredOrClosed(service.port(), one));
                        } finally {
                          free.release();
                        }
                        return null;
                      }));
            });
        for (Future<?> answer : answers) {
          answer.get();
        }
      }
      assertThat(service.process().isAlive()).isTrue();
      try (RawConnection good = RawConnection.open(service.port())) {
        assertThat(good.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").readAnswer())
            .startsWith("HTTP/1.1 200 ");
      }
      assertThat(service.output())
          .as("nothing escapes the error handlers")
          .filteredOn(line -> line.matches(".*(WARNING|SEVERE).*"))
          .isEmpty();
      assertThat(
              postgres.count("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'"))
          .isZero();
    }
  }

  private static void isAnsweredOrClosed(int port, String request) throws IOException {
    Transcript got;
    try (RawConnection connection = RawConnection.open(port)) {
      try {
        connection.send(request).finish();
      } catch (SocketException _) {
        // It has answered before it had read everything.
      }
      got = connection.readUntilClosed(LIMIT);
    }
    assertThat(got.closed()).as("closed in the end, after %s", got.text()).isTrue();
    String rest = got.text();
    while (!rest.isEmpty()) {
      Matcher head = HEAD.matcher(rest);
      assertThat(head.lookingAt()).as("an answer: %s", rest).isTrue();
      // Another coding or version, too busy, too late: answers. A failure of the server is none.
      assertThat(head.group(1)).as("%s", rest).matches("[1-4]\\d\\d|501|503|504|505");
      // A HEAD is answered with the length of what is left out.
      rest = request.contains("HEAD") ? "" : behindBody(head.group(2), rest.substring(head.end()));
    }
  }

  private static String behindBody(String headers, String rest) {
    Matcher length = LENGTH.matcher(headers);
    if (length.find()) {
      int size = Integer.parseInt(length.group(1));
      assertThat(rest.length()).as("whole: %s", rest).isGreaterThanOrEqualTo(size);
      return rest.substring(size);
    }
    String left = rest;
    while (headers.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")) {
      Matcher chunk = CHUNK.matcher(left);
      assertThat(chunk.lookingAt()).as("a chunk: %s", left).isTrue();
      int size = Integer.parseInt(chunk.group(1), 16);
      left = left.substring(chunk.end() + size);
      assertThat(left).as("a chunk's end").startsWith("\r\n");
      left = left.substring(2);
      if (size == 0) {
        break;
      }
    }
    return left;
  }
}
