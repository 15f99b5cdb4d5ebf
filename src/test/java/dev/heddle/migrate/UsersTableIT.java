package dev.heddle.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.MigrationSettings;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@PostgresTest
class UsersTableIT {

  private static final String CHECK_VIOLATION = "23514";
  private static final String UNIQUE_VIOLATION = "23505";

  private final TestPostgres postgres;

  UsersTableIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @BeforeAll
  static void migrates(TestPostgres postgres) {
    Migrator.of(postgres.settings(), MigrationSettings.defaults()).migrate();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "Ada Lovelace", "o'brien", "小明", "x_y.z-1"})
  void acceptsNamesThatPeopleHave(String username) throws SQLException {
    insert(username, "someone@example.org");

    assertThat(
            postgres.count(
                "SELECT count(*) FROM ai_seo.users WHERE id > 0 AND created_at <= now()"
                    + " AND username = '"
                    + username.replace("'", "''")
                    + "'"))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " padded", "padded ", "two\nlines", "bell\u0007"})
  void refusesNamesThatLookLikeOthersOrLikeNone(String username) {
    assertThatThrownBy(() -> insert(username, "someone@example.org"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(CHECK_VIOLATION));
  }

  @ParameterizedTest
  @CsvSource({"no-at-sign", "@example.org", "someone@", "a b@example.org", "a@b@c", "''"})
  void refusesWhatIsNoAddress(String email) {
    assertThatThrownBy(() -> insert("refused", email))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(CHECK_VIOLATION));
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThatThrownBy(() -> insert("u".repeat(101), "someone@example.org"))
        .hasMessageContaining("users_username_check");
    assertThatThrownBy(() -> insert("long", "e".repeat(243) + "@example.org"))
        .hasMessageContaining("users_email_check");
  }

  @Test
  void refusesANameThatIsTaken() throws SQLException {
    insert("taken", "first@example.org");

    assertThatThrownBy(() -> insert("taken", "second@example.org"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(UNIQUE_VIOLATION));
  }

  private void insert(String username, String email) throws SQLException {
    try (Connection connection = postgres.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "INSERT INTO ai_seo.users (username, email) VALUES (?, ?)")) {
      statement.setString(1, username);
      statement.setString(2, email);
      statement.executeUpdate();
    }
  }
}
