package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.heddle.Database;
import dev.heddle.TransactionOptions;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.MigrationSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.TlsSettings;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.DeadlineExceededException;
import dev.heddle.migrate.Migrator;
import dev.heddle.testing.Await;
import dev.heddle.testing.CertificateAuthority;
import dev.heddle.testing.CertificateAuthority.Issued;
import dev.heddle.testing.Opened;
import dev.heddle.testing.TlsStripper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server whose certificate is not in order gets neither a password nor a statement. */
@FaultRow(
    value = 28,
    differs = "pool of 1; acquire timeout 600 ms; TLS mode verify-full, verify-ca or require")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Row28CertificatesIT {

  private static final String HERE = "dns:localhost,ip:127.0.0.1";
  private static final Duration RELOADED = Duration.ofSeconds(10);

  private final Score score;
  private final PostgresServer server;
  private final CertificateAuthority trusted;
  private final Map<String, Issued> certificates;

  Row28CertificatesIT(Score score, @TempDir Path folder) throws IOException {
    this.score = score;
    this.trusted = CertificateAuthority.create(folder.resolve("trusted"));
    CertificateAuthority other = CertificateAuthority.create(folder.resolve("other"));
    Issued good = trusted.issue("good", HERE);
    this.certificates =
        Map.of(
            "good", good,
            "expired", trusted.issue("expired", HERE, -10, 5),
            "not valid yet", trusted.issue("early", HERE, 5, 5),
            "of another host", trusted.issue("elsewhere", "dns:elsewhere.example"),
            "of another authority", other.issue("other", HERE));
    this.server =
        PostgresServer.start(
            Map.of(
                "ssl", "on",
                "ssl_cert_file", good.chain().toString(),
                "ssl_key_file", good.key().toString()));
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeAll
  void isServedOverTlsWhenEverythingIsInOrder() {
    for (String mode : List.of("require", "verify-ca", "verify-full")) {
      present("good");
      try (Database database = Database.create(settings(mode))) {
        for (int i = 0; i < 20; i++) {
          Optional<Boolean> encrypted =
              database.read(
                  session ->
                      session
                          .get("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                          .map(row -> row.column("ssl").getBoolean()));
          assertThat(encrypted).contains(true);
        }
        assertThat(database.isHealthy()).isTrue();
        assertThat(database.stats().invalidated()).isZero();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "verify-full, expired,              its certificate has expired",
    "verify-full, not valid yet,        its certificate is not valid yet",
    "verify-full, of another host,      its certificate is of another host",
    "verify-full, of another authority, its certificate is not trusted",
    "verify-ca,   expired,              its certificate has expired",
    "verify-ca,   not valid yet,        its certificate is not valid yet",
    "verify-ca,   of another authority, its certificate is not trusted",
  })
  void failsClosed(String mode, String certificate, String reason) {
    present(certificate);
    long before = server.count(SIGNED_IN);
    refuses(settings(mode), reason);
    assertThat(server.count(SIGNED_IN)).as("nobody has signed in").isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({"require", "verify-ca", "verify-full"})
  void failsClosedWhenSomebodySaysThatThereIsNoTls(String mode) throws IOException {
    present("good");
    try (TlsStripper stripper = TlsStripper.start()) {
      DatabaseSettings settings = settings(mode);
      refuses(
          settings.withUrl(settings.url().replace(":" + server.port(), ":" + stripper.port())),
          "it refused, or has no TLS");
      assertThat(stripper.refusals()).isPositive();
      assertThat(stripper.overheard()).as("bytes said in the clear").isZero();
    }
  }

  @Test
  void failsClosedWithoutAnAuthorityToTrust() {
    present("good");
    DatabaseSettings settings =
        settings("verify-full").withTls(new TlsSettings("verify-full", Optional.empty()));
    refuses(settings, "SQLSTATE");
  }

  /** The cancel opens a connection of its own, which must find its way too. */
  @Test
  void stopsAStatementAtItsDeadlineOverTls() {
    present("good");
    TransactionOptions brief = TransactionOptions.read().withTimeout(Duration.ofMillis(300));
    try (Database database = Opened.with(settings("verify-full"))) {
      assertThat(thrownBy(() -> database.transact(brief, s -> s.get("SELECT pg_sleep(30)"))))
          .isInstanceOf(DeadlineExceededException.class);
      Await.until(
          Duration.ofSeconds(5), () -> server.busyBackends() == 0, "the statement is stopped");
    }
  }

  /** Sessions, the health check and migrations, each several times. */
  private void refuses(DatabaseSettings settings, String reason) {
    long failedClosed = 0;
    int attempts = Scale.times(3, 30);
    score.run();
    try (Database database = Database.create(settings)) {
      for (int i = 0; i < attempts; i++) {
        score.injected(1);
        assertThat(thrownBy(() -> database.read(session -> session.get("SELECT 1"))))
            .isInstanceOf(DatabaseUnavailableException.class)
            .hasMessageContaining(reason);
        failedClosed++;
        assertThat(database.isHealthy()).isFalse();
      }
      assertThat(thrownBy(() -> Migrator.of(settings, MigrationSettings.defaults()).migrate()))
          .isInstanceOf(DatabaseUnavailableException.class);
      score.watch().readThreadNames();
    }
    score.target(
        "failed closed %d of %d".formatted(failedClosed, attempts), failedClosed == attempts);
  }

  private Throwable thrownBy(ThrowingCallable work) {
    Throwable thrown = catchThrowable(work);
    assertThat(thrown).isNotNull();
    score.watch().read("an exception", thrown);
    return thrown;
  }

  private DatabaseSettings settings(String mode) {
    Optional<Path> authority =
        mode.equals("require") ? Optional.empty() : Optional.of(trusted.certificate());
    return server
        .settings()
        .withUrl(server.url().replace("127.0.0.1", "localhost"))
        .withTls(new TlsSettings(mode, authority))
        .withPool(PoolSettings.defaults().withSize(1, 0).withAcquireTimeout(Duration.ofSeconds(5)));
  }

  /** The server shows this certificate to whoever comes from now on. */
  private void present(String name) {
    Issued certificate = Objects.requireNonNull(certificates.get(name), name);
    long before = server.count(LOADED);
    server.execute(
        "ALTER SYSTEM SET ssl_cert_file = '" + certificate.chain() + "'",
        "ALTER SYSTEM SET ssl_key_file = '" + certificate.key() + "'",
        "SELECT pg_reload_conf()");
    Await.until(RELOADED, () -> server.count(LOADED) > before, "the certificate is loaded");
  }

  private static final String LOADED =
      "SELECT (extract(epoch FROM pg_conf_load_time()) * 1000000)::bigint";

  private static final String SIGNED_IN =
      "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'";
}
