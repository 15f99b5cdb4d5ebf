package dev.heddle.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import org.junit.jupiter.api.Test;

/** What people meet who bring a server of their own. */
@PostgresTest
class ServerUnderTestIT {

  private final TestPostgres postgres;

  ServerUnderTestIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void makesItsSchemaAndDropsIt() {
    try (ServerUnderTest server = ServerUnderTest.open(address(postgres.password()))) {
      assertThat(server.where()).isEqualTo("--url");
      assertThat(schemas()).isOne();
    }
    assertThat(schemas()).isZero();
  }

  @Test
  void leavesASchemaAloneThatItDidNotMake() {
    postgres.execute("CREATE SCHEMA heddle_bench");
    assertThatThrownBy(() -> ServerUnderTest.open(address(postgres.password())))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("has a schema heddle_bench that bench/run did not make");
    assertThat(schemas()).isOne();
    postgres.execute("DROP SCHEMA heddle_bench");
  }

  @Test
  void saysWhereThePasswordBelongs() {
    assertThatThrownBy(() -> ServerUnderTest.open(address("wrong")))
        .isInstanceOf(BenchException.class)
        .hasMessageContaining("password authentication failed")
        .hasMessageContaining("PGPASSWORD holds the password")
        .hasMessageNotContaining("wrong");
  }

  @Test
  void measuresNothingOnAServerWithoutRoom() {
    int most = (int) postgres.count("SELECT current_setting('max_connections')::int");
    try (ServerUnderTest server = ServerUnderTest.open(address(postgres.password()))) {
      assertThatCode(() -> server.requireRoom("session", 20)).doesNotThrowAnyException();
      assertThatThrownBy(() -> server.requireRoom("session", most))
          .isInstanceOf(BenchException.class)
          .hasMessageMatching(
              "session has up to %d connections open at once, and the server takes \\d+ more: .*"
                  .formatted(most))
          .hasMessageContaining("--pool-size");
    }
  }

  private String address(String password) {
    return "%s?user=%s&password=%s".formatted(postgres.url(), postgres.username(), password);
  }

  private long schemas() {
    return postgres.count("SELECT count(*) FROM pg_namespace WHERE nspname = 'heddle_bench'");
  }
}
