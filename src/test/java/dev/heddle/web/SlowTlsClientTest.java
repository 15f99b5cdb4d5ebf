package dev.heddle.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.HttpLimits;
import dev.heddle.testing.CertificateAuthority;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over TLS a connection is closed too whose thread is busy with its socket. */
class SlowTlsClientTest {

  private static final Duration WRITE = Duration.ofMillis(400);
  private static final int LARGE = 64 << 20;

  @TempDir private Path folder;

  @Test
  void closesAConnectionWhoseClientDoesNotRead() throws Exception {
    CertificateAuthority authority = CertificateAuthority.create(folder);
    CountDownLatch written = new CountDownLatch(1);
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .update(HttpGuard.of(HttpLimits.defaults().withWriteTimeout(WRITE))::apply)
            .tls(tls(authority.issue("server", "ip:127.0.0.1")))
            .routing(
                routes ->
                    routes.get(
                        "/large",
                        (request, response) -> {
                          try {
                            response.send(new byte[LARGE]);
                          } finally {
                            written.countDown();
                          }
                        }))
            .build()
            .start();
    try (SSLSocket client = (SSLSocket) authority.trusted().getSocketFactory().createSocket()) {
      client.setReceiveBufferSize(64 * 1024);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      client
          .getOutputStream()
          .write("GET /large HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      assertThat(written.await(5, TimeUnit.SECONDS)).as("the server has given up").isTrue();
    } finally {
      server.stop();
    }
  }

  private static Tls tls(CertificateAuthority.Issued issued) {
    Keys keys =
        Keys.builder()
            .pem(
                pem ->
                    pem.key(Resource.create(issued.key()))
                        .certChain(Resource.create(issued.chain())))
            .build();
    return Tls.builder().privateKey(keys).privateKeyCertChain(keys).build();
  }
}
