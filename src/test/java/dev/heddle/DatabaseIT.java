package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.Secret;
import dev.heddle.error.DatabaseUnavailableException;
import dev.heddle.error.SqlStates;
import dev.heddle.pool.PoolStats;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.common.context.Contexts;
import io.helidon.dbclient.DbClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@PostgresTest
class DatabaseIT {

  private final TestPostgres postgres;

  DatabaseIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void opensOnePoolHoweverManyAsk() throws InterruptedException {
    try (Database database = small()) {
      CountDownLatch done = new CountDownLatch(100);
      for (int i = 0; i < 100; i++) {
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    database.read(s -> s.get("SELECT 1"));
                  } finally {
                    done.countDown();
                  }
                });
      }
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(database.stats().total()).isLessThanOrEqualTo(3);
      assertThat(postgres.backends()).isLessThanOrEqualTo(3);
      assertThat(database.stats().acquired()).isEqualTo(100);
    }
  }

  @Test
  void servesWhenTheAddressOfOneServerAsksForThePrimary() {
    String url = postgres.url() + "?targetServerType=primary";
    try (Database database = Database.create(postgres.settings().withUrl(url))) {
      assertThat(database.<Boolean, RuntimeException>read(s -> s.get("SELECT 1").isPresent()))
          .isTrue();
    }
  }

  @Test
  void readsOnlyAlsoWhenTheAddressAsksForConnectionsThatDo() {
    postgres.execute("CREATE TABLE IF NOT EXISTS written (id int)");
    String url = postgres.url() + "?readOnly=true&readOnlyMode=always";
    try (Database database = Database.create(postgres.settings().withUrl(url))) {
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> database.read(s -> s.insert("INSERT INTO written VALUES (1)")))
            .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("25006"));
        assertThat(
                database.<Long, RuntimeException>transact(
                    s -> s.insert("INSERT INTO written VALUES (1)")))
            .isEqualTo(1);
      }
    }
  }

  @Test
  void fillsToItsSizeAndCountsWhatIsBeyondIt() {
    PoolSettings pool = PoolSettings.defaults().withSize(2, 3);
    try (Database database = Database.create(postgres.settings().withPool(pool))) {
      database.open();
      Await.until(Duration.ofSeconds(5), () -> database.stats().total() == 2, "two kept");
      try (Session a = database.session();
          Session b = database.session();
          Session c = database.session()) {
        a.get("SELECT 1");
        b.get("SELECT 1");
        c.get("SELECT 1");
        PoolStats stats = database.stats();
        assertThat(stats.checkedOut()).isEqualTo(3);
        assertThat(stats.overflow()).isEqualTo(stats.total() - 2).isPositive();
        assertThat(stats.checkedIn() + stats.checkedOut()).isEqualTo(stats.total());
      }
    }
  }

  @Test
  void isHealthyOnlyWhileOpenAndAnswered() {
    Database database = small();
    assertThat(database.isHealthy()).isFalse();
    database.open();
    assertThat(database.isHealthy()).isTrue();
    postgres.terminateBackends();
    assertThat(database.isHealthy()).isTrue();
    database.close();
    assertThat(database.isHealthy()).isFalse();
  }

  @Test
  void isHealthyWhileThePoolIsBusy() {
    try (Database database =
            Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
        Session holder = database.session()) {
      holder.get("SELECT 1");
      assertThat(database.isHealthy()).isTrue();
    }
  }

  @Test
  void canBeClosedTwiceAndOpenedAgain() {
    Database database = small();
    database.read(s -> s.get("SELECT 1"));
    database.close();
    database.close();
    assertThat(database.isOpen()).isFalse();
    assertThat(database.stats().total()).isZero();

    assertThat(database.<Boolean, RuntimeException>read(s -> s.get("SELECT 1").isPresent()))
        .isTrue();
    database.close();
  }

  @Test
  void saysThatTheServerIsAbsentAndIsNotHealthy() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    DatabaseSettings settings =
        DatabaseSettings.of(
            "jdbc:postgresql://localhost:" + port + "/none", "nobody", Secret.of("hush"));
    try (Database database = Database.create(settings)) {
      assertThatThrownBy(() -> database.read(s -> s.get("SELECT 1")))
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessageContaining("is it up")
          .hasMessageNotContaining("hush");
      assertThat(database.isHealthy()).isFalse();
    }
  }

  @Test
  void letsTheServerNoticeAClientThatVanished() {
    try (Database database = small()) {
      List<String> set =
          database.read(
              s ->
                  s.query(
                          "SELECT name || '=' || setting AS option FROM pg_settings WHERE name IN"
                              + " ('client_connection_check_interval', 'tcp_keepalives_idle',"
                              + " 'tcp_keepalives_interval', 'tcp_keepalives_count') ORDER BY 1")
                      .map(row -> row.column("option").get(String.class))
                      .toList());
      assertThat(set)
          .containsExactly(
              "client_connection_check_interval=1000",
              "tcp_keepalives_count=3",
              "tcp_keepalives_idle=30",
              "tcp_keepalives_interval=10");
    }
  }

  @Test
  void showsItsApplicationName() {
    try (Database database = small()) {
      String name =
          database.read(
              s ->
                  s.get(
                          "SELECT application_name FROM pg_stat_activity WHERE pid ="
                              + " pg_backend_pid()")
                      .orElseThrow()
                      .column("application_name")
                      .get(String.class));
      assertThat(name).isEqualTo("heddle");
    }
  }

  @Test
  void registersItsClientGlobally() {
    try (Database database = small()) {
      database.registerGlobally();
      assertThat(Contexts.globalContext().get(DbClient.class)).containsSame(database.client());
    }
  }

  private Database small() {
    return Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(2, 1)));
  }
}
