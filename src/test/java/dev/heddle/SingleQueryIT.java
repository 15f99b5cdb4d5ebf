package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.config.PoolSettings;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A query outside a session that writes is kept, as it is by the stock client in autocommit. */
@PostgresTest
class SingleQueryIT {

  private final TestPostgres postgres;
  private final Database database;

  SingleQueryIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
  }

  @BeforeEach
  void makeFunctions() {
    postgres.execute(
        "CREATE TABLE IF NOT EXISTS audit (id int)",
        "TRUNCATE audit",
        "CREATE OR REPLACE FUNCTION audited() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN"
            + " INSERT INTO audit VALUES (1); RETURN true; END $$",
        "CREATE OR REPLACE FUNCTION audited_if_possible() RETURNS boolean LANGUAGE plpgsql AS $$"
            + " BEGIN INSERT INTO audit VALUES (1); RETURN true;"
            + " EXCEPTION WHEN OTHERS THEN RETURN false; END $$");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT audited()",
        "SELECT * FROM audited_if_possible()",
        "SELECT public.audited_if_possible()",
        "VALUES (audited_if_possible())",
        "WITH x AS (SELECT audited_if_possible() AS a) SELECT a FROM x",
        "WITH x AS (INSERT INTO audit VALUES (1) RETURNING id) SELECT count(*) = 1 FROM x"
      })
  void isKept(String query) {
    boolean answer =
        database.client().execute().get(query).orElseThrow().column(1).get(Boolean.class);
    assertThat(answer).isTrue();
    assertThat(postgres.count("SELECT count(*) FROM audit")).isOne();
  }

  @Test
  void isReadOnlyWhenNothingInItsTextMayWrite() {
    assertThat(
            database
                .client()
                .execute()
                .get("SELECT current_setting('transaction_read_only')")
                .orElseThrow()
                .column(1)
                .asString()
                .get())
        .isEqualTo("on");
  }
}
