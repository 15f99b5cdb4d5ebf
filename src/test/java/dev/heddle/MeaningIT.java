package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.error.StatementException;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.dbclient.DbClientException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused says what that means and what to do, in words that hold no value. */
@PostgresTest
class MeaningIT {

  private final TestPostgres postgres;
  private final Database database;

  MeaningIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.builder(postgres.settings())
            .config(Config.just(ConfigSources.create(Map.of("statements.known", "SELECT 1"))))
            .build();
  }

  @BeforeEach
  void open() {
    postgres.execute(
        "CREATE TABLE IF NOT EXISTS meant (word text PRIMARY KEY, CHECK (word <> 'planted-no'))",
        "INSERT INTO meant VALUES ('planted') ON CONFLICT DO NOTHING");
    database.open();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSERT INTO meant VALUES ('planted')    | 23505, there is a row with this unique key"
            + " already",
        "INSERT INTO meant VALUES (NULL)         | 23502, null in a column that must have a value",
        "INSERT INTO meant VALUES ('planted-no') | 23514, a check constraint is not met",
        "SELECT 'planted'::int                   | 22P02, a text cannot be read as the type that is"
            + " wanted",
        "SELECT chr(0)                           | 54000",
        "SELECT 'planted'::date                  | 22007, a value does not fit its type or its use",
        "SELECT planted                          | 42703, no such column",
        "SELECT 1 FROM planted                   | 42P01, no such table or view; migrate, or name"
            + " its schema",
        "SELEC 'planted'                         | 42601, a syntax error in the statement",
        "SELECT 1 FROM meant GROUP BY max(word)  | 42803, the statement does not fit the database",
      })
  void ofARefusedStatementIsBehindItsSqlState(String sql, String said) {
    assertThatThrownBy(() -> database.transact(session -> session.dml(sql)))
        .isInstanceOf(StatementException.class)
        .hasMessage("Failed to execute statement: SQLSTATE " + said);
  }

  @Test
  void ofAWriteInAReadSaysWhatWrites() {
    assertThatThrownBy(() -> database.read(session -> session.dml("DELETE FROM meant")))
        .isInstanceOf(StatementException.class)
        .hasMessage(
            "Failed to execute statement: SQLSTATE 25006, the session, or its server, is read-only;"
                + " use transact for what writes");
  }

  @Test
  void ofAnUnknownNameSaysWhereToConfigureIt() {
    assertThat(
            database.<Boolean, RuntimeException>read(
                session -> session.namedGet("known").isPresent()))
        .isTrue();
    assertThatThrownBy(() -> database.read(session -> session.namedGet("nix")))
        .isInstanceOf(DbClientException.class)
        .hasMessage("There is no statement named 'nix'; configure it as database.statements.nix");
  }
}
