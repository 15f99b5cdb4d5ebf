package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.HttpLimits;
import dev.heddle.testing.RawConnection;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that no client should send: each is refused, and nothing after it is understood. */
class MalformedRequestTest {

  /** Follows each malformed request on the same connection, and must never be answered. */
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static final AtomicInteger smuggled = new AtomicInteger();
  private static final Map<String, RawConnection.Transcript> answers = new ConcurrentHashMap<>();
  private static int smuggledByTheCorpus;
  private static final WebServer server = startServer();

  private static WebServer startServer() {
    return WebServer.builder()
        .host("127.0.0.1")
        .update(HttpGuard.of(HttpLimits.defaults())::apply)
        .routing(
            routes ->
                routes
                    .any(
                        "/read",
                        (request, response) -> response.send(request.content().as(byte[].class)))
                    .any("/ignore", (request, response) -> response.send("ignored"))
                    .get(
                        "/smuggled",
                        (request, response) -> {
                          smuggled.incrementAndGet();
                          response.send("smuggled");
                        }))
        .build()
        .start();
  }

  @AfterAll
  static void stopServer() {
    server.stop();
  }

  @BeforeEach
  void forgetWhatWasSmuggled() {
    smuggled.set(0);
  }

  /** Sends all of them at once, since the server takes a moment before it closes each. */
  @BeforeAll
  static void sendTheCorpus() throws InterruptedException {
    try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Arguments one : corpus().toList()) {
        var _ = senders.submit(() -> answers.put(key(one.get()), answerTo((String) one.get()[2])));
      }
    }
    smuggledByTheCorpus = smuggled.get();
  }

  private static RawConnection.Transcript answerTo(String request) throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      return connection.send(request + SMUGGLED).readUntilClosed(Duration.ofSeconds(10));
    }
  }

  private static String key(Object... nameAndPath) {
    return nameAndPath[0] + " at " + nameAndPath[1];
  }

  @ParameterizedTest(name = "{0} at {1}")
  @MethodSource("corpus")
  void isRefusedAndTheConnectionClosed(String name, String path, String request) {
    RawConnection.Transcript answer =
        Objects.requireNonNull(answers.get(key(name, path)), () -> "no answer to " + request);

    assertThat(answer.closed()).as("closed after %s", answer.text()).isTrue();
    assertThat(answer.statuses()).as(answer.text()).isNotEmpty();
    assertThat(answer.statuses().getLast()).as(answer.text()).isBetween(400, 499);
    assertThat(answer.text()).doesNotContain("smuggled");
  }

  @Test
  void noneLetsASecondRequestThrough() {
    assertThat(answers).hasSize(2 * malformed().size());
    assertThat(smuggledByTheCorpus).isZero();
  }

  @Test
  void aWellFormedChunkedBodyIsReadAndTheNextRequestAnswered() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      connection.send(
          post("Transfer-Encoding: chunked", "5\r\nhello\r\nA\r\n, heddle!!\r\n0\r\n\r\n")
                  .replace("{path}", "/read")
              + SMUGGLED);

      assertThat(connection.readAnswer()).contains("200 OK").endsWith("hello, heddle!!");
      assertThat(connection.readAnswer()).contains("200 OK").endsWith("smuggled");
    }
  }

  @Test
  void aChunkedBodyInSingleBytesIsRead() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      String request =
          post("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n").replace("{path}", "/read");
      for (int i = 0; i < request.length(); i++) {
        connection.send(request.substring(i, i + 1));
      }

      assertThat(connection.readAnswer()).contains("200 OK").endsWith("hello");
    }
  }

  @Test
  void nothingIsAnsweredAfterTheClientAskedToClose() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      RawConnection.Transcript answer =
          connection
              .send("GET /ignore HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .send(SMUGGLED)
              .readUntilClosed(Duration.ofSeconds(5));

      assertThat(answer.statuses()).containsExactly(200);
      assertThat(answer.closed()).isTrue();
      assertThat(smuggled).hasValue(0);
    }
  }

  @Test
  void anUnreadBodyIsNeverTakenForTheNextRequest() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      RawConnection.Transcript answer =
          connection
              .send(
                  post("Connection: close\r\nContent-Length: 1000", SMUGGLED)
                      .replace("{path}", "/ignore"))
              .readUntilClosed(Duration.ofSeconds(5));

      assertThat(answer.statuses()).containsExactly(200);
      assertThat(answer.closed()).isTrue();
      assertThat(smuggled).hasValue(0);
    }
  }

  @Test
  void aBodyThatWasNotAskedForIsNeverTakenForTheNextRequest() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      connection.send(
          post("Expect: 100-continue\r\nContent-Length: " + SMUGGLED.length(), "")
              .replace("{path}", "/ignore"));
      assertThat(connection.readAnswer()).contains("200 OK");
      RawConnection.Transcript rest =
          connection.send(SMUGGLED).readUntilClosed(Duration.ofSeconds(5));

      assertThat(rest.closed()).isTrue();
      assertThat(smuggled).hasValue(0);
    }
  }

  @Test
  void aBodyThatIsAskedForIsReadAfter100Continue() throws IOException {
    try (RawConnection connection = RawConnection.open(server.port())) {
      connection.send(
          post("Expect: 100-continue\r\nContent-Length: 5", "").replace("{path}", "/read"));
      assertThat(connection.readAnswer()).contains("100 Continue");
      connection.send("hello");

      assertThat(connection.readAnswer()).contains("200 OK").endsWith("hello");
    }
  }

  @Test
  void hasAtLeastTwentyFiveKindsOfMalformedRequests() {
    assertThat(malformed()).hasSizeGreaterThanOrEqualTo(25);
  }

  private static Stream<Arguments> corpus() {
    return Stream.of("/read", "/ignore")
        .flatMap(
            path ->
                malformed().stream()
                    .map(
                        one ->
                            Arguments.of(one.name(), path, one.request().replace("{path}", path))));
  }

  private record Malformed(String name, String request) {}

  private static List<Malformed> malformed() {
    List<Malformed> all = new ArrayList<>();
    String chunked = "Transfer-Encoding: chunked";

    all.add(
        of(
            "two Content-Lengths that differ",
            post("Content-Length: 5\r\nContent-Length: 6", "hello")));
    all.add(
        of(
            "two Content-Lengths that agree",
            post("Content-Length: 5\r\nContent-Length: 5", "hello")));
    all.add(of("a list of Content-Lengths", post("Content-Length: 5, 5", "hello")));
    all.add(of("Content-Length with a plus", post("Content-Length: +5", "hello")));
    all.add(of("negative Content-Length", post("Content-Length: -5", "hello")));
    all.add(of("Content-Length in hexadecimal", post("Content-Length: 0x5", "hello")));
    all.add(of("Content-Length with a fraction", post("Content-Length: 5.0", "hello")));
    all.add(of("empty Content-Length", post("Content-Length: ", "hello")));
    all.add(
        of("Content-Length past a long", post("Content-Length: 99999999999999999999", "hello")));
    all.add(of("Content-Length past a payload", post("Content-Length: 999999999", "hello")));
    all.add(of("Content-Length with letters", post("Content-Length: five", "hello")));
    all.add(of("Content-Length in other digits", post("Content-Length: \u00b2", "hello")));

    all.add(of("Content-Length and chunked", post("Content-Length: 5\r\n" + chunked, "0\r\n\r\n")));
    all.add(of("chunked and Content-Length", post(chunked + "\r\nContent-Length: 5", "0\r\n\r\n")));
    all.add(of("unknown transfer coding", post("Transfer-Encoding: xchunked", "0\r\n\r\n")));
    all.add(of("identity transfer coding", post("Transfer-Encoding: identity", "hello")));
    all.add(of("chunked not last", post("Transfer-Encoding: chunked, gzip", "0\r\n\r\n")));
    all.add(of("chunked twice", post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n")));
    all.add(of("chunked in two headers", post(chunked + "\r\n" + chunked, "0\r\n\r\n")));
    all.add(
        of(
            "chunked after a tabulator of its own",
            post("Transfer-Encoding:\u000bchunked", "0\r\n\r\n")));
    all.add(of("empty Transfer-Encoding", post("Transfer-Encoding: ", "0\r\n\r\n")));
    all.add(of("quoted chunked", post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n")));

    all.add(of("chunk size not a number", post(chunked, "xyz\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk size with a plus", post(chunked, "+5\r\nhello\r\n0\r\n\r\n")));
    all.add(of("negative chunk size", post(chunked, "-5\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk size with 0x", post(chunked, "0x5\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk size with blanks", post(chunked, " 5 \r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk size past an int", post(chunked, "100000005\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk size past a payload", post(chunked, "7fffffff\r\nhello\r\n0\r\n\r\n")));
    all.add(of("empty chunk size", post(chunked, "\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk longer than its size", post(chunked, "5\r\nhello!!0\r\n\r\n")));
    all.add(of("chunk without its line end", post(chunked, "5\r\nhello0\r\n\r\n")));
    all.add(of("chunk size ended by a bare line feed", post(chunked, "5\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk ended by a bare line feed", post(chunked, "5\r\nhello\n0\r\n\r\n")));
    all.add(
        of(
            "overlong chunk extension",
            post(chunked, "5;" + "x".repeat(100_000) + "\r\nhello\r\n0\r\n\r\n")));
    all.add(of("chunk extension with a line feed", post(chunked, "5;x\nx\r\nhello\r\n0\r\n\r\n")));
    all.add(
        of("overlong chunk size", post(chunked, "0".repeat(100_000) + "5\r\nhello\r\n0\r\n\r\n")));
    all.add(
        of("rubbish after the last chunk", post(chunked, "5\r\nhello\r\n0\r\nrubbish\r\n\r\n")));

    all.add(of("bare line feeds", "GET {path} HTTP/1.1\nHost: localhost\n\n"));
    all.add(
        of(
            "a bare line feed after the request line",
            "GET {path} HTTP/1.1\nHost: localhost\r\n\r\n"));
    all.add(of("a bare line feed in a header", get("X-One: 1\nX-Two: 2")));
    all.add(of("a bare carriage return in a header", get("X-One: 1\rX-Two: 2")));
    all.add(of("NUL in the request line", "GET {path}\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("NUL in a header's name", get("X-\0One: 1")));
    all.add(of("NUL in a header's value", get("X-One: 1\0")));
    all.add(of("a control character in a header's value", get("X-One: \u0001")));
    all.add(
        of(
            "overlong request line",
            "GET {path}?" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(
        of("overlong method", "G".repeat(100_000) + " {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("overlong header", get("X-One: " + "x".repeat(100_000))));
    all.add(of("overlong header name", get("X".repeat(100_000) + ": 1")));
    all.add(of("too many headers", get("X-One: 1\r\n".repeat(20_000) + "X-Two: 2")));
    all.add(of("a folded header", get("X-One: 1\r\n folded: 2")));
    all.add(of("a folded header without a colon", get("X-One: 1\r\n\tfolded")));
    all.add(of("a blank before the colon", post("Content-Length : 5", "hello")));
    all.add(
        of("a blank before the first header", "GET {path} HTTP/1.1\r\n Host: localhost\r\n\r\n"));
    all.add(of("a header without a colon", get("X-One")));
    all.add(of("a header without a name", get(": 1")));
    all.add(of("a header name of other characters", get("X(One): 1")));
    all.add(of("no Host", "GET {path} HTTP/1.1\r\n\r\n"));
    all.add(of("two Hosts", get("Host: other")));
    all.add(of("empty Host", "GET {path} HTTP/1.1\r\nHost: \r\n\r\n"));
    all.add(of("a Host that is none", "GET {path} HTTP/1.1\r\nHost: a b/c?d\r\n\r\n"));

    all.add(of("a method of other characters", "G(T {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("an empty method", " {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("no version", "GET {path}\r\n\r\n"));
    all.add(of("version 9.9", "GET {path} HTTP/9.9\r\nHost: localhost\r\n\r\n"));
    all.add(of("version 1.10", "GET {path} HTTP/1.10\r\nHost: localhost\r\n\r\n"));
    all.add(of("another protocol", "GET {path} FTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("version in small letters", "GET {path} http/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("two blanks before the path", "GET  {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("a tabulator for a blank", "GET\t{path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("a blank in the path", "GET {path} x HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(of("a broken percent sign", "GET {path}%zz HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    all.add(
        of(
            "TLS on a plain port",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n"));
    all.add(of("HTTP/2 by prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    all.add(of("rubbish", "\u0001\u0002\u0003\u00ff\u00fe\r\n\r\n"));
    all.add(of("rubbish after a good request", get("X-One: 1") + "rubbish\r\n\r\n"));
    all.add(of("a longer body than said", post("Content-Length: 5", "hello rubbish\r\n\r\n")));
    return all;
  }

  private static Malformed of(String name, String request) {
    return new Malformed(name, request);
  }

  private static String get(String headers) {
    return "GET {path} HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n";
  }

  private static String post(String headers, String body) {
    return "POST {path} HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n" + body;
  }
}
