package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.Secret;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.testing.Await;
import dev.heddle.testing.FaultProxy;
import dev.heddle.testing.FaultRule;
import dev.heddle.testing.FaultRule.Ending;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import dev.heddle.testing.Traffic;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that lets nobody in is asked once a second, and used again as soon as it does. */
@PostgresTest
class SignInIT {

  private static final Duration WATCHED = Duration.ofSeconds(3);
  private static final int SIZE = 3;

  private final TestPostgres postgres;
  private final FaultProxy proxy;
  private final AtomicReference<String> password;

  SignInIT(TestPostgres postgres) throws IOException {
    this.postgres = postgres;
    this.proxy = FaultProxy.before(postgres.url());
    this.password = new AtomicReference<>(postgres.password());
  }

  @AfterEach
  void restore() throws IOException {
    postgres.execute(
        "ALTER ROLE %s PASSWORD '%s' CONNECTION LIMIT -1"
            .formatted(postgres.username(), postgres.password()));
    proxy.close();
  }

  @Test
  void servesSoonAfterABlackHoleLifts() {
    proxy.holdSignIns();
    try (Database database = database()) {
      failureAfter(database, Duration.ofSeconds(2));

      // What was sent so far is lost, and nobody is told; only new connections get through.
      proxy.endAll(Ending.SILENCE);
      proxy.releaseSignIns();

      Await.until(Duration.ofSeconds(4), () -> serves(database), "it serves again");
    }
  }

  /** As over a long line, or when the server has much to do. */
  @Test
  void waitsForAFirstSignInThatTakesLongerThanASecond() {
    proxy.shape(Traffic.delayedBy(Duration.ofMillis(150)));
    try (Database database = database()) {
      long start = System.nanoTime();
      assertThat(serves(database)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void servesAlsoWhenTheFirstConnectionIsSlowToSayItsIsolationLevel() {
    proxy.add(
        FaultRule.losingStatement(text -> text.contains("ISOLATION"), Ending.SILENCE).times(1));
    try (Database database = database()) {
      Await.until(Duration.ofSeconds(10), () -> serves(database), "it serves");
    }
  }

  @Test
  void asksOnceASecondWhileItHasNoConnectionLeft() {
    postgres.execute("ALTER ROLE %s CONNECTION LIMIT 0".formatted(postgres.username()));
    try (Database database = database()) {
      DatabaseUnavailableException failure = failureAfter(database, WATCHED);
      assertAskedOnceASecond();
      assertThat(failure)
          .hasMessageContaining("SQLSTATE 53300")
          .hasMessageContaining("max_connections");

      postgres.execute("ALTER ROLE %s CONNECTION LIMIT -1".formatted(postgres.username()));

      Await.until(Duration.ofSeconds(4), () -> serves(database), "it serves again");
    }
  }

  @Test
  void usesTheNewPasswordSoonAndAsksOnceASecondUntilThen() {
    try (Database database = database()) {
      assertThat(serves(database)).isTrue();
      Await.until(
          Duration.ofSeconds(5), () -> database.stats().checkedIn() == SIZE, "the pool is filled");
      postgres.execute("ALTER ROLE %s PASSWORD 'the new one'".formatted(postgres.username()));
      assertThat(serves(database)).as("old connections live").isTrue();
      int before = proxy.accepted();

      postgres.terminateBackends();
      DatabaseUnavailableException failure = failureAfter(database, WATCHED);
      assertThat(proxy.accepted() - before).isBetween(2, (int) WATCHED.toSeconds() + 2);
      assertThat(failure).hasMessageContaining("SQLSTATE 28P01");

      password.set("the new one");

      Await.until(Duration.ofSeconds(4), () -> serves(database), "it serves with the new one");
    }
  }

  @Test
  void refusesAtOnceOnceItKnowsThatTheServerIsAbsent() throws Exception {
    postgres.execute("ALTER ROLE %s CONNECTION LIMIT 0".formatted(postgres.username()));
    try (Database database = database()) {
      failureAfter(database, Duration.ofSeconds(1));
      int clients = 200;
      CountDownLatch told = new CountDownLatch(clients);
      AtomicInteger refused = new AtomicInteger();
      long start = System.nanoTime();
      for (int client = 0; client < clients; client++) {
        Thread.ofVirtual()
            .start(
                () -> {
                  if (catchThrowable(() -> serve(database))
                      instanceof DatabaseUnavailableException) {
                    refused.incrementAndGet();
                  }
                  told.countDown();
                });
      }
      assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
      assertThat(refused).hasValue(clients);
    }
  }

  @Test
  void triesTheNextServerWhenTheFirstIsSilent() {
    proxy.holdSignIns();
    String silent =
        URI.create(proxy.url(postgres.url()).substring("jdbc:".length())).getAuthority();
    String both = postgres.url().replace("//", "//" + silent + ",");
    try (Database database = Database.create(postgres.settings().withUrl(both))) {
      Await.until(Duration.ofSeconds(4), () -> serves(database), "it serves");
    }
  }

  @Test
  void servesFromThePrimaryWhenTheStandbyThatIsPreferredIsSilent() {
    proxy.holdSignIns();
    String silent =
        URI.create(proxy.url(postgres.url()).substring("jdbc:".length())).getAuthority();
    String both =
        postgres.url().replaceFirst("(//[^/]*)", "$1," + silent)
            + "?targetServerType=preferSecondary";
    try (Database database = Database.create(postgres.settings().withUrl(both))) {
      Await.until(Duration.ofSeconds(10), () -> serves(database), "it serves");
      Await.until(Duration.ofSeconds(10), database::isHealthy, "it is healthy");
      postgres.terminateBackends();
      assertThat(serves(database)).isTrue();
      Await.until(Duration.ofSeconds(10), database::isHealthy, "it is healthy again");
    }
  }

  @Test
  void asksForHealthNoMoreOftenThanThat() {
    postgres.execute("ALTER ROLE %s CONNECTION LIMIT 0".formatted(postgres.username()));
    try (Database database = database()) {
      database.open();
      long start = System.nanoTime();
      while (System.nanoTime() - start < WATCHED.toNanos()) {
        assertThat(database.isHealthy()).isFalse();
      }
      assertAskedOnceASecond();
    }
  }

  private void assertAskedOnceASecond() {
    assertThat(proxy.accepted()).isBetween(2, (int) WATCHED.toSeconds() + 2);
  }

  /** Asks for a session again and again for the given time; what the last one was told. */
  private static DatabaseUnavailableException failureAfter(Database database, Duration time) {
    long start = System.nanoTime();
    DatabaseUnavailableException last;
    do {
      last = catchThrowableOfType(DatabaseUnavailableException.class, () -> serve(database));
      assertThat(last).isNotNull();
    } while (System.nanoTime() - start < time.toNanos());
    return last;
  }

  private static boolean serves(Database database) {
    return catchThrowable(() -> serve(database)) == null;
  }

  private static void serve(Database database) {
    database.read(s -> s.get("SELECT 1"));
  }

  private Database database() {
    DatabaseSettings settings =
        postgres
            .settings()
            .withUrl(proxy.url(postgres.url()))
            .withCredentials(postgres.username(), Secret.from(password::get))
            .withPool(PoolSettings.defaults().withSize(SIZE, 0));
    return Database.create(settings);
  }
}
