package dev.heddle.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCallTest {

  @Test
  void keepsPathAndQueryAsTheyWereGiven() {
    assertThat(text(HttpCall.get(URI.create("http://localhost:80/a%20b?n=%2F"))))
        .isEqualTo("GET /a%20b?n=%2F HTTP/1.1\r\nHost: localhost:80\r\n\r\n");
    assertThat(text(HttpCall.get(URI.create("http://localhost"))))
        .isEqualTo("GET / HTTP/1.1\r\nHost: localhost:80\r\n\r\n");
  }

  @Test
  void countsTheBytesOfABodyAndNotItsCharacters() {
    assertThat(text(HttpCall.post(URI.create("http://localhost:1/u"), "{\"n\":\"é\"}")))
        .contains("POST /u ")
        .contains("\r\nContent-Length: 10\r\n")
        .endsWith("\r\n\r\n{\"n\":\"é\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://localhost/", "localhost:8080", "/db", "http:///db"})
  void refusesWhatItCannotLoad(String address) {
    assertThatThrownBy(() -> HttpCall.get(URI.create(address)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a load goes to http://host:port/path, not to '" + address + "'");
  }

  private static String text(HttpCall call) {
    return new String(call.bytes(), StandardCharsets.UTF_8);
  }
}
