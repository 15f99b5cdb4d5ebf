package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkScannerTest {

  private static final String BODY = "5\r\nhello\r\nc\r\n, chunks!!\r\n\r\n0\r\n\r\n";

  @Test
  void findsTheEndHoweverTheBytesAreCut() {
    byte[] bytes = bytes(BODY + "GET /next");
    int bodyEnd = BODY.length();
    for (int cut = 1; cut < bodyEnd; cut++) {
      ChunkScanner scanner = begun();
      assertThat(scanner.end(Arrays.copyOf(bytes, cut))).isEqualTo(-1);
      assertThat(scanner.end(Arrays.copyOfRange(bytes, cut, bytes.length)))
          .as("cut at %d", cut)
          .isEqualTo(bodyEnd - cut);
      assertThat(scanner.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n",
        "+5\r\n",
        "-5\r\n",
        " 5\r\n",
        "5 \r\n",
        "0x5\r\n",
        "5;a=b\r\n",
        "5\n",
        "5\rx",
        "000000005\r\n",
        "80000000\r\n",
        "5\r\nhello!",
        "5\r\nhello\rx",
        "5\r\nhello\n",
        "0\r\nTrailer: x\r\n\r\n",
        "0\r\n\rx",
        "g\r\n"
      })
  void refusesWhateverIsNotAChunk(String body) {
    assertThatThrownBy(() -> begun().end(bytes(body)))
        .isInstanceOf(RequestException.class)
        .satisfies(
            refusal -> {
              assertThat(((RequestException) refusal).status()).isEqualTo(Status.BAD_REQUEST_400);
              assertThat(((RequestException) refusal).keepAlive()).isFalse();
            });
  }

  @Test
  void refusesABodyThatIsTooLargeAsSoonAsItSaysSo() {
    assertThatThrownBy(() -> begun().end(bytes("3\r\nabc\r\n3fe\r\n")))
        .isInstanceOf(RequestException.class)
        .satisfies(
            refusal ->
                assertThat(((RequestException) refusal).status())
                    .isEqualTo(Status.REQUEST_ENTITY_TOO_LARGE_413));
  }

  @Test
  void scansOneBodyAfterAnother() {
    ChunkScanner scanner = begun();
    assertThat(scanner.end(bytes(BODY))).isEqualTo(BODY.length());
    scanner.begin();
    assertThat(scanner.isEnded()).isFalse();
    assertThat(scanner.end(bytes(BODY))).isEqualTo(BODY.length());
  }

  private static ChunkScanner begun() {
    ChunkScanner scanner = new ChunkScanner(1024);
    scanner.begin();
    return scanner;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
