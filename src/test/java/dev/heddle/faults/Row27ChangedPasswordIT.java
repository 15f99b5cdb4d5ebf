package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.Secret;
import dev.heddle.config.SessionSettings;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@FaultRow(value = 27, differs = "session budget 1 s")
class Row27ChangedPasswordIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration WATCHED = Scale.time(Duration.ofSeconds(3), Duration.ofMinutes(1));
  private static final SessionSettings SESSION =
      new SessionSettings(Duration.ofSeconds(1), Duration.ZERO);

  @TempDir Path folder;

  @Test
  void readsTheNewSecretWithoutARestart(PostgresServer server, Score score) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), server.settings().password().reveal());
    try (FaultProxy proxy = FaultProxy.before(server.url());
        Bench bench = Bench.start(server, score, s -> settings(s, server, proxy, file))) {
      for (int i = 0; i < Scale.times(1, 5); i++) {
        bench.awaitFull();
        String secret = "changed-%d-%d".formatted(i, System.nanoTime());
        server.changePassword(secret);
        score.injected(1);

        Load live = Load.start(bench, 10, Duration.ofMillis(10));
        Await.until(LIMIT, () -> live.requests() > 300, "answers over old connections");
        live.stop();
        score.atMost("errors over old connections", live.errors(), 0);

        // Now every connection is gone, and the old secret opens no new one.
        score.injected(server.terminateAll());
        Load load = Load.start(bench, 10, Duration.ofMillis(10));
        Await.until(LIMIT, () -> load.errors() > 10, "nobody is served");
        int before = proxy.accepted();
        long watchedSince = System.nanoTime();
        LockSupport.parkNanos(WATCHED.toNanos());
        long attempts = (long) proxy.accepted() - before;
        long limit = Bench.since(watchedSince).toSeconds() + 1;
        Files.writeString(file, secret);
        long start = System.nanoTime();
        Await.until(LIMIT, bench::serves, "it serves with the new secret");
        Duration recovery = Bench.since(start);
        load.stop();
        score.recovery(recovery).errors(load.errors()).latency(load.worst());
        score.atMost("serving after", recovery, Duration.ofSeconds(5));
        score.atMost("sign-ins in %d s".formatted(WATCHED.toSeconds()), attempts, limit);
        score.atMost("errors without Retry-After", load.unshed(), 0);
        assertThat(bench.serves()).isTrue();
      }
    }
  }

  private static DatabaseSettings settings(
      DatabaseSettings settings, PostgresServer server, FaultProxy proxy, Path file) {
    return settings
        .withUrl(proxy.url(server.url()))
        .withSession(SESSION)
        .withCredentials(settings.username(), Secret.from(() -> read(file)));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
