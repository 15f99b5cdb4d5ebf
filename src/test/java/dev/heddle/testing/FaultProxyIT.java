package dev.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.testing.FaultRule.Ending;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The proxy does what it says, seen by the plain driver. */
@PostgresTest
class FaultProxyIT {

  private final TestPostgres postgres;
  private FaultProxy proxy;

  FaultProxyIT(TestPostgres postgres) throws IOException {
    this.postgres = postgres;
    this.proxy = FaultProxy.before(postgres.url());
  }

  @BeforeEach
  void makeTable() {
    postgres.execute("CREATE TABLE IF NOT EXISTS kept (id int)", "TRUNCATE kept");
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  @ParameterizedTest
  @EnumSource(value = Ending.class, mode = Mode.EXCLUDE, names = "SILENCE")
  void losesACommitBeforeOrAfterTheServerSawIt(Ending ending) throws SQLException {
    FaultRule before = FaultRule.losingStatement("COMMIT"::equals, ending).times(1);
    FaultRule after = FaultRule.losingReply("COMMIT"::equals, ending).times(1);
    proxy.add(before);
    proxy.add(after);
    for (int id = 1; id <= 2; id++) {
      try (Connection connection = connect()) {
        connection.setAutoCommit(false);
        insert(connection, id);
        assertThatThrownBy(connection::commit)
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
      }
    }
    assertThat(before.hits()).isEqualTo(1);
    assertThat(after.hits()).isEqualTo(1);
    assertThat(proxy.injected()).isEqualTo(2);
    assertThat(postgres.count("SELECT sum(id) FROM kept")).as("only the second").isEqualTo(2);
  }

  @Test
  void losesAReplyWithoutATrace() throws SQLException {
    proxy.add(FaultRule.losingReply("COMMIT"::equals, Ending.SILENCE));
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      insert(connection, 1);
      connection.setNetworkTimeout(Runnable::run, 300);
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }
    assertThat(postgres.count("SELECT count(*) FROM kept")).isEqualTo(1);
  }

  @Test
  void findsStatementsThatThePreparedOnesExecute() throws SQLException {
    FaultRule rule =
        FaultRule.losingReply(text -> text.startsWith("INSERT"), Ending.CLOSE).times(1);
    try (Connection connection = connect();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO kept VALUES (?)")) {
      for (int id = 1; id <= 20; id++) {
        insert.setInt(1, id);
        insert.execute();
      }
      proxy.add(rule);
      assertThatThrownBy(insert::execute).isInstanceOf(SQLException.class);
    }
    assertThat(rule.hits()).isEqualTo(1);
    assertThat(postgres.count("SELECT count(*) FROM kept")).isEqualTo(21);
  }

  @Test
  void cutsAResultAfterSomeOfItsBytes() throws SQLException {
    proxy.add(
        FaultRule.losingReply(text -> text.contains("generate_series"), Ending.CLOSE)
            .afterBytes(500)
            .times(1));
    try (Connection connection = connect()) {
      assertThatThrownBy(() -> sum(connection, 1000)).isInstanceOf(SQLException.class);
    }
    try (Connection connection = connect()) {
      assertThat(sum(connection, 1000)).isEqualTo(500_500);
    }
  }

  @Test
  void slicesEveryMessageToSingleBytes() throws SQLException {
    proxy.shape(Traffic.slicedTo(1));
    try (Connection connection = connect()) {
      assertThat(sum(connection, 200)).isEqualTo(20_100);
    }
    assertThat(proxy.injected()).isPositive();
  }

  @Test
  void delaysAndLimits() throws SQLException {
    try (Connection connection = connect()) {
      proxy.shape(Traffic.delayedBy(Duration.ofMillis(50)));
      assertThat(timed(connection, 1)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
      proxy.shape(Traffic.bitsPerSecond(1_000_000));
      assertThat(timed(connection, 3000)).isGreaterThan(Duration.ofMillis(300));
      proxy.shape(Traffic.FREE);
      assertThat(sum(connection, 10)).isEqualTo(55);
    }
  }

  @Test
  void holdsSignInsAndLetsOpenConnectionsWork() throws Exception {
    try (Connection open = connect()) {
      proxy.holdSignIns();
      CompletableFuture<Boolean> held =
          CompletableFuture.supplyAsync(
              () -> {
                try (Connection late = connect()) {
                  return late.isValid(5);
                } catch (SQLException e) {
                  throw new AssertionError(e);
                }
              });
      Await.until(Duration.ofSeconds(5), () -> proxy.injected() > 0, "one is held");
      assertThat(sum(open, 10)).isEqualTo(55);
      assertThat(held).isNotDone();
      proxy.releaseSignIns();
      assertThat(held.get()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Ending.class, mode = Mode.EXCLUDE, names = "SILENCE")
  void endsOpenConnections(Ending ending) throws SQLException {
    try (Connection connection = connect()) {
      assertThat(proxy.endAll(ending)).isEqualTo(1);
      assertThatThrownBy(() -> sum(connection, 1)).isInstanceOf(SQLException.class);
    }
  }

  @Test
  void refusesWhenTheServerIsAbsentAndGoesOnWhenItIsBack() throws IOException {
    proxy.close();
    proxy = FaultProxy.before("jdbc:postgresql://127.0.0.1:1/none");
    assertThatThrownBy(this::connect)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
    assertThat(proxy.accepted()).isPositive();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:%d/%s".formatted(proxy.port(), postgres.username()),
        postgres.username(),
        postgres.password());
  }

  private static void insert(Connection connection, int id) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO kept VALUES (" + id + ")");
    }
  }

  private static Duration timed(Connection connection, int to) throws SQLException {
    long start = System.nanoTime();
    assertThat(sum(connection, to)).isEqualTo((long) to * (to + 1) / 2);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static long sum(Connection connection, int to) throws SQLException {
    long sum = 0;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT generate_series(1, " + to + ")")) {
      while (rows.next()) {
        sum += rows.getLong(1);
      }
    }
    return sum;
  }
}
