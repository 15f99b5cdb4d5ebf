package dev.heddle.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerScannerTest {

  private static final String[] ANSWERS = {
    lines("HTTP/1.1 200 OK", "Content-Length: 5", "", "hello"),
    lines("HTTP/1.1 200 OK", "content-length: 0", "", ""),
    lines("HTTP/1.1 204 No Content", "", ""),
    lines(
        "HTTP/1.1 200 OK",
        "Transfer-Encoding: chunked",
        "",
        "5",
        "hello",
        "a;x=y",
        "0123456789",
        "0",
        "",
        ""),
    lines("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "0", "X: y", "", ""),
    lines("HTTP/1.1 100 Continue", "", "HTTP/1.1 200 OK", "Content-Length: 2", "", "ok"),
  };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 1_000})
  void findsTheEndHoweverTheBytesAreCut(int piece) throws Exception {
    for (String answer : ANSWERS) {
      byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
      AnswerScanner scanner = new AnswerScanner();
      for (int from = 0; from < bytes.length; from += piece) {
        int length = Math.min(piece, bytes.length - from);
        boolean complete = scanner.take(ByteBuffer.wrap(bytes, from, length));
        assertThat(complete).as(answer).isEqualTo(from + length == bytes.length);
      }
      assertThat(scanner.status()).isBetween(200, 204);
    }
  }

  @Test
  void leavesWhatComesAfterTheAnswer() throws Exception {
    ByteBuffer two = bytes("HTTP/1.1 503 Busy\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK");
    AnswerScanner scanner = new AnswerScanner();

    assertThat(scanner.take(two)).isTrue();

    assertThat(scanner.status()).isEqualTo(503);
    assertThat(two.remaining()).isEqualTo("HTTP/1.1 200 OK".length());
  }

  @Test
  void knowsTheLastAnswerOfAConnectionAndForgetsItForTheNext() throws Exception {
    AnswerScanner scanner = new AnswerScanner();
    scanner.take(bytes("HTTP/1.1 400 Bad\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
    assertThat(scanner.isLast()).isTrue();

    scanner.reset();

    scanner.take(bytes(ANSWERS[0]));
    assertThat(scanner.isLast()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 xyz OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
      })
  void saysWhatIsNoAnswer(String text) {
    assertThatThrownBy(() -> new AnswerScanner().take(bytes(text)))
        .isInstanceOf(MalformedAnswerException.class)
        .hasMessageStartingWith("not an answer of HTTP/1.1: ");
  }

  private static String lines(String... lines) {
    return String.join("\r\n", lines);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
