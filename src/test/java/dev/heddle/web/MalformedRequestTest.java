package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.HttpLimits;
import dev.heddle.testing.MalformedRequests;
import dev.heddle.testing.RawConnection;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.time.Duration;
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
      return connection
          .sendUntilRefused(request + SMUGGLED)
          .readUntilClosed(Duration.ofSeconds(10));
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
    assertThat(answers).hasSize(2 * MalformedRequests.all().size());
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
  void aClientThatLeavesInTheMiddleOfAHeadGetsNoAnswer() throws IOException {
    for (String head : List.of("G", "GET /read HTTP/1.1", "GET /read HTTP/1.1\r\nHost: x\r")) {
      try (RawConnection connection = RawConnection.open(server.port())) {
        RawConnection.Transcript answer =
            connection.send(head).finish().readUntilClosed(Duration.ofSeconds(5));

        assertThat(answer.closed()).isTrue();
        assertThat(answer.text()).as(head).isEmpty();
      }
    }
  }

  @Test
  void hasAtLeastTwentyFiveKindsOfMalformedRequests() {
    assertThat(MalformedRequests.all()).hasSizeGreaterThanOrEqualTo(25);
  }

  private static Stream<Arguments> corpus() {
    return Stream.of("/read", "/ignore")
        .flatMap(
            path ->
                MalformedRequests.all().stream()
                    .map(
                        one ->
                            Arguments.of(one.name(), path, one.request().replace("{path}", path))));
  }

  private static String post(String headers, String body) {
    return MalformedRequests.post(headers, body);
  }
}
