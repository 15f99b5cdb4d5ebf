package dev.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@PostgresTest
class PostgresTestIT {

  private final TestPostgres postgres;

  PostgresTestIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void roleSignsInAndUsesWhatTheSuperuserMade() throws SQLException {
    postgres.execute("CREATE TABLE made_by_superuser (id int)");

    try (Connection connection = signIn(postgres.password());
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO made_by_superuser VALUES (1)");
      statement.execute("CREATE SCHEMA own CREATE TABLE things (id int)");
    }

    assertThat(postgres.count("SELECT count(*) FROM made_by_superuser")).isEqualTo(1);
  }

  @Test
  void wrongPasswordIsRefused() {
    assertThatThrownBy(() -> signIn("wrong"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
  }

  @Test
  void findsATransactionThatWasForgotten() throws SQLException {
    try (Connection forgotten = signIn(postgres.password());
        Statement statement = forgotten.createStatement()) {
      forgotten.setAutoCommit(false);
      statement.execute("SELECT 1");

      assertThatThrownBy(postgres::assertNothingIdleInTransaction)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("idle in transaction");
    }
  }

  @Test
  void terminatesEveryOtherBackend() throws SQLException {
    Await.until(Duration.ofSeconds(10), () -> postgres.backends() == 0, "earlier ones are gone");
    try (Connection one = signIn(postgres.password());
        Connection two = signIn(postgres.password())) {
      assertThat(postgres.terminateBackends()).isEqualTo(2);
      assertThat(one.isValid(1)).isFalse();
      assertThat(two.isValid(1)).isFalse();
    }
  }

  @Nested
  class Within {

    @Test
    void nestedTestsShareTheDatabase(TestPostgres injected) {
      assertThat(injected).isSameAs(postgres);
    }
  }

  private Connection signIn(String password) throws SQLException {
    return DriverManager.getConnection(postgres.url(), postgres.username(), password);
  }
}
