package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.ServerList;
import dev.heddle.testing.Await;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;
import org.postgresql.jdbc.PgConnection;

/** Of several servers the one with the wanted role is taken. */
@PostgresTest
class ServersIT {

  private final TestPostgres postgres;
  private final List<String> asked = new ArrayList<>();
  private long now;

  ServersIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void wantsThePrimaryAndBeginsWithTheLastGoodOne() throws SQLException {
    Servers servers = servers("jdbc:postgresql://dead:1,live:2/shop?a=b&hostRecheckSeconds=9");
    servers.open(this::open).connection().close();
    servers.open(this::open).connection().close();
    assertThat(servers.count()).isEqualTo(2);
    assertThat(asked)
        .containsExactly(
            "jdbc:postgresql://dead:1/shop?a=b",
            "jdbc:postgresql://live:2/shop?a=b",
            "jdbc:postgresql://live:2/shop?a=b");
  }

  @Test
  void refusesAPrimaryWhenAStandbyIsWanted() {
    Servers servers = servers("jdbc:postgresql://live:1,live:2/shop?targetServerType=secondary");
    assertThatThrownBy(() -> servers.open(this::open))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("none of the servers is the secondary");
    assertThat(asked)
        .containsExactly("jdbc:postgresql://live:1/shop", "jdbc:postgresql://live:2/shop");
    // The server takes a moment to notice that a connection was closed.
    Await.until(Duration.ofSeconds(5), () -> postgres.backends() == 0, "none is left open");
  }

  @Test
  void asksOneServerForItsRoleOnlyWhenTheAddressDoes() throws SQLException {
    servers("jdbc:postgresql://live/shop?a=b").open(this::open).connection().close();
    servers("jdbc:postgresql://live/shop?targetServerType=primary&a=b")
        .open(this::open)
        .connection()
        .close();
    assertThat(asked).containsOnly("jdbc:postgresql://live/shop?a=b");
    Servers standby = servers("jdbc:postgresql://live/shop?targetServerType=secondary");
    assertThatThrownBy(() -> standby.open(this::open))
        .hasMessageContaining("none of the servers is the secondary");
  }

  @Test
  void takesTheFirstThatAnswersWhenNoneIsTheStandbyThatIsPreferred() throws SQLException {
    Servers servers =
        servers(
            "jdbc:postgresql://dead:1,live:2,live:3,silent:4/shop?targetServerType=preferSecondary");
    Servers.Opened first = servers.open(this::open);
    assertThat(first.connection().isValid(1)).isTrue();
    assertThat(asked).hasSize(4);
    Await.until(Duration.ofSeconds(5), () -> postgres.backends() == 1, "only that one is open");

    asked.clear();
    Servers.Opened second = servers.open(this::open);

    assertThat(second.connection().isValid(1)).isTrue();
    assertThat(asked)
        .as("the last good one first, and not again the silent one")
        .containsExactly(
            "jdbc:postgresql://live:2/shop",
            "jdbc:postgresql://live:3/shop",
            "jdbc:postgresql://dead:1/shop");

    asked.clear();
    now += TimeUnit.SECONDS.toNanos(30);
    servers.open(this::open).connection().close();

    assertThat(asked).as("the silent one too, half a minute later").hasSize(4);
    first.connection().close();
    second.connection().close();
  }

  @Test
  void takesTheFirstPrimaryWhenOneIsPreferred() throws SQLException {
    servers("jdbc:postgresql://dead:1,live:2,live:3/shop?targetServerType=preferPrimary")
        .open(this::open)
        .connection()
        .close();
    assertThat(asked)
        .containsExactly("jdbc:postgresql://dead:1/shop", "jdbc:postgresql://live:2/shop");
  }

  @Test
  void keepsNoneOpenWhenAnotherCannotBeAskedAtAll() {
    Servers servers =
        servers("jdbc:postgresql://live:1,broken:2/shop?targetServerType=preferSecondary");
    assertThatThrownBy(() -> servers.open(this::open)).isInstanceOf(IllegalStateException.class);
    Await.until(Duration.ofSeconds(5), () -> postgres.backends() == 0, "none is left open");
  }

  private Servers servers(String url) {
    return new Servers(ServerList.of(url), () -> now);
  }

  private Servers.Opened open(String url) throws SQLException {
    asked.add(url);
    if (url.contains("silent")) {
      now += TimeUnit.SECONDS.toNanos(1);
    }
    if (url.contains("dead") || url.contains("silent")) {
      throw new SQLException("dead", "08001");
    }
    if (url.contains("broken")) {
      throw new IllegalStateException("broken");
    }
    Properties properties = new Properties();
    properties.setProperty("user", postgres.username());
    properties.setProperty("password", postgres.password());
    PgConnection connection = (PgConnection) new Driver().connect(postgres.url(), properties);
    return new Servers.Opened(connection, null);
  }
}
