package dev.heddle.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.testing.Await;
import dev.heddle.testing.CertificateAuthority;
import dev.heddle.testing.CertificateAuthority.Issued;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.RawConnection;
import dev.heddle.testing.ServiceProcess;
import dev.heddle.testing.TestPostgres;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service over HTTPS, set up as docs/CONFIGURATION.md says. */
@PostgresTest
class HttpTlsIT {

  private static final String USER = "{\"username\":\"ann\",\"email\":\"ann@example.org\"}";

  private static final Duration TIMEOUT = Duration.ofSeconds(3);
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String GET_USERS = "GET /users HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String SLOW_LIST =
      "SELECT id, username, email, created_at FROM ai_seo.users, pg_sleep(60)";

  private static final String ASLEEP =
      "SELECT count(*) FROM pg_stat_activity"
          + " WHERE wait_event = 'PgSleep' AND datname = current_database()";

  private final TestPostgres postgres;

  HttpTlsIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void servesOverTlsAndNothingInTheClear(@TempDir Path folder) throws Exception {
    CertificateAuthority authority = CertificateAuthority.create(folder);
    Map<String, String> tls = new HashMap<>(tls(authority));
    tls.put("server.limits.head-timeout", "2s");
    tls.put("server.limits.idle-timeout", "3s");
    try (ServiceProcess service =
            ServiceProcess.start(postgres.settings(), ServiceProcess.properties(tls));
        HttpClient trusting = client(authority);
        HttpClient stranger = HttpClient.newHttpClient()) {
      service.awaitOutput("Service: ready");
      assertThat(service.output()).anyMatch(line -> line.contains("listening on https://"));

      assertThat(send(trusting, service, "POST", USER).statusCode()).isEqualTo(201);
      HttpResponse<String> page = send(trusting, service, "GET", "");
      assertThat(page.body()).contains("\"username\":\"ann\"");
      assertThat(page.sslSession()).isPresent();
      assertThat(page.sslSession().get().getProtocol()).isIn("TLSv1.3", "TLSv1.2");

      assertThatThrownBy(() -> send(stranger, service, "GET", ""))
          .isInstanceOf(SSLHandshakeException.class);
      try (RawConnection clear = RawConnection.open(service.port())) {
        RawConnection.Transcript answer =
            clear
                .send("GET /users HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .readUntilClosed(Duration.ofSeconds(10));
        assertThat(answer.closed()).isTrue();
        assertThat(answer.text()).doesNotContain("ann");
      }
      assertThat(send(trusting, service, "GET", "").statusCode()).isEqualTo(200);
      closesConnectionsThatNeverSayHello(service);
    }
  }

  /** Nobody notices under TLS that a client has left; the session's deadline ends its work. */
  @Test
  void stopsTheStatementOfAClientThatLeftAtTheDeadline(@TempDir Path folder) throws Exception {
    CertificateAuthority authority = CertificateAuthority.create(folder);
    Map<String, String> properties = new HashMap<>(tls(authority));
    properties.put("database.session.timeout", TIMEOUT.toMillis() + "ms");
    properties.put("database.statements.list-users", SLOW_LIST);
    try (ServiceProcess service =
        ServiceProcess.start(postgres.settings(), ServiceProcess.properties(properties))) {
      service.awaitOutput("Service: ready");
      long sent;
      try (Socket client =
          authority.trusted().getSocketFactory().createSocket("localhost", service.port())) {
        sent = System.nanoTime();
        client.getOutputStream().write(GET_USERS.getBytes(StandardCharsets.US_ASCII));
        Await.until(SOON, () -> postgres.count(ASLEEP) == 1, "the statement runs");
      }
      Await.until(SOON, () -> postgres.count(ASLEEP) == 0, "the statement is gone");

      Duration took = Duration.ofNanos(System.nanoTime() - sent);
      assertThat(took).as("from the request to the end").isLessThan(TIMEOUT.plusSeconds(4));
    }
  }

  /** A handshake takes as long as headers may, and silence as long as an idle connection may. */
  private static void closesConnectionsThatNeverSayHello(ServiceProcess service)
      throws IOException {
    try (RawConnection silent = RawConnection.open(service.port());
        RawConnection dripping = RawConnection.open(service.port())) {
      dripping.send("\u0016\u0003\u0001\u0002");
      Await.until(
          Duration.ofSeconds(20),
          () -> {
            try {
              dripping.send("\u0001");
              return false;
            } catch (SocketException _) {
              return true;
            }
          },
          "the server closes a connection whose handshake drips");
      assertThat(silent.readUntilClosed(Duration.ofSeconds(20)).closed()).isTrue();
    }
  }

  /** The settings of a server with a certificate of its own. */
  private static Map<String, String> tls(CertificateAuthority authority) throws IOException {
    Issued issued = authority.issue("service", "dns:localhost,ip:127.0.0.1");
    return Map.of(
        "server.tls.private-key.pem.key.resource.path",
        issued.key().toString(),
        "server.tls.private-key.pem.cert-chain.resource.path",
        issued.chain().toString());
  }

  private static HttpResponse<String> send(
      HttpClient client, ServiceProcess service, String method, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("https://localhost:" + service.port() + "/users"))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpClient client(CertificateAuthority authority)
      throws IOException, GeneralSecurityException {
    return HttpClient.newBuilder().sslContext(authority.trusted()).build();
  }
}
