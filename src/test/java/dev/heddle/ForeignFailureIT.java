package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.PoolSettings;
import dev.heddle.error.CommitFailedException;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A statement that fails because the server lost a connection of its own, as that of a foreign
 * table, is a failed statement and no lost connection.
 */
@PostgresTest
class ForeignFailureIT {

  private static final String FAILS = "INSERT INTO far VALUES (?)";

  private final TestPostgres postgres;
  private final Database database;

  ForeignFailureIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
  }

  @BeforeEach
  void makeTable() {
    postgres.execute(
        "DROP TABLE IF EXISTS far",
        "CREATE TABLE far (id int)",
        "DROP SEQUENCE IF EXISTS reached",
        "CREATE SEQUENCE reached",
        "CREATE OR REPLACE FUNCTION reach() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM"
            + " nextval('reached'); RAISE EXCEPTION 'could not connect' USING ERRCODE = '08001';"
            + " END $$",
        "CREATE TRIGGER reach BEFORE INSERT ON far FOR EACH ROW EXECUTE FUNCTION reach()");
  }

  @AfterEach
  void close() {
    assertThat(database.stats().checkedOut()).isZero();
    assertThat(database.stats().invalidated()).as("the connection is as good as before").isZero();
    database.close();
  }

  @Test
  void isAFailedStatement() {
    fails(session -> session.insert(FAILS, 1));
  }

  @Test
  void isAFailedStatementBehindAnother() {
    fails(
        session -> {
          session.get("SELECT 1");
          session.insert(FAILS, 1);
        });
  }

  @Test
  void isAFailedStatementOfABatchThatWasSentOnce() {
    fails(session -> session.batch(FAILS, List.of(List.of(1), List.of(2))));
    assertThat(postgres.count("SELECT last_value FROM reached")).isOne();
  }

  @Test
  void leavesNoDoubtWhetherALastStatementWasKept() {
    fails(session -> session.last().insert(FAILS, 1));
  }

  @Test
  void isARefusedCommitWhenTheCommitFindsOut() {
    postgres.execute(
        "DROP TRIGGER reach ON far",
        "CREATE CONSTRAINT TRIGGER reach AFTER INSERT ON far DEFERRABLE INITIALLY DEFERRED FOR EACH"
            + " ROW EXECUTE FUNCTION reach()");
    assertThatThrownBy(() -> database.transact(session -> session.insert(FAILS, 1)))
        .isInstanceOf(CommitFailedException.class)
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("08001"));
  }

  private void fails(Consumer<Session> work) {
    assertThatThrownBy(
            () ->
                database.transact(
                    session -> {
                      work.accept(session);
                      return true;
                    }))
        .isInstanceOf(StatementException.class)
        .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("08001"));
  }
}
