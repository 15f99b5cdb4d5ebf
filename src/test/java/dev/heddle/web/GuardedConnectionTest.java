package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.HttpLimits;
import dev.heddle.testing.RawConnection;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Helidon would close connections that its own clock calls idle, and that clock may jump. */
class GuardedConnectionTest {

  private static final Duration SHORT = Duration.ofMillis(1);

  @Test
  void outlivesHelidonsOwnMeasureOfIdleness() throws IOException {
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .update(HttpGuard.of(HttpLimits.defaults())::apply)
            .idleConnectionTimeout(SHORT)
            .idleConnectionPeriod(SHORT)
            .routing(routes -> routes.get("/", (request, response) -> response.send("here")))
            .build()
            .start();
    try (RawConnection client = RawConnection.open(server.port())) {
      for (int i = 0; i < 3; i++) {
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
        assertThat(client.readUntilClosed(Duration.ofMillis(100)).closed()).isFalse();
      }
    } finally {
      server.stop();
    }
  }
}
