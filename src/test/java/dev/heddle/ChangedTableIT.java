package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.client.Pipeline;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.StalePlanException;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A table that changes under the plans that the server keeps is unseen by users. */
@PostgresTest
class ChangedTableIT {

  private static final String SELECT = "SELECT * FROM changing WHERE id = ?";

  private final TestPostgres postgres;
  private final Database database;
  private int columns;

  ChangedTableIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(1, 0)));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void isUnseenByAReadByATransactionByALastStatementAndByAPipeline() {
    postgres.execute("CREATE TABLE changing (id int)", "INSERT INTO changing VALUES (1)");
    changesUnder(d -> d.read(s -> s.get(SELECT, 1).isPresent()));
    changesUnder(d -> d.transact(s -> s.get(SELECT, 1).isPresent()));
    changesUnder(d -> d.transact(s -> s.last().get(SELECT, 1).isPresent()));
    changesUnder(d -> d.read(ChangedTableIT::piped));
    changesUnder(d -> d.transact(ChangedTableIT::piped));
    assertThat(database.stats().invalidated()).as("connections stay").isZero();
  }

  @Test
  void isSaidOfALaterStatementAndGoneWhenTheWorkIsDoneAgain() {
    postgres.execute("CREATE TABLE grown (id int)", "INSERT INTO grown VALUES (1)");
    for (int i = 0; i < 12; i++) {
      assertThat(second(TransactionOptions.write())).isTrue();
    }
    postgres.execute("ALTER TABLE grown ADD COLUMN more text");
    assertThatThrownBy(() -> second(TransactionOptions.write()))
        .isInstanceOf(StalePlanException.class)
        .hasMessageContaining("do the work again");
    for (int i = 0; i < 12; i++) {
      assertThat(second(TransactionOptions.write())).isTrue();
    }
    postgres.execute("ALTER TABLE grown ADD COLUMN yet_more text");
    assertThat(second(TransactionOptions.write().withTries(2))).isTrue();
  }

  @Test
  void isSaidOfABatchWhosePlanTheServerHasForgotten() {
    postgres.execute("CREATE TABLE filled (id int)");
    AtomicBoolean forgets = new AtomicBoolean(true);
    assertThat(filled(2, forgets)).hasSize(2);
    forgets.set(true);
    assertThatThrownBy(() -> filled(1, forgets)).isInstanceOf(StalePlanException.class);
    assertThat(database.stats().invalidated()).as("connections stay").isZero();
  }

  private long[] filled(int tries, AtomicBoolean forgets) {
    return database.transact(
        TransactionOptions.write().withTries(tries),
        session -> {
          for (int i = 0; i < 12; i++) {
            fill(session);
          }
          if (forgets.getAndSet(false)) {
            session.dml("DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$");
          }
          return fill(session);
        });
  }

  private static long[] fill(Session session) {
    return session.batch("INSERT INTO filled VALUES (?)", List.of(List.of(1), List.of(2)));
  }

  private boolean second(TransactionOptions options) {
    return database.transact(
        options,
        session -> {
          session.update("UPDATE grown SET id = id");
          return session.get("SELECT * FROM grown WHERE id = ?", 1).isPresent();
        });
  }

  private void changesUnder(Function<Database, Boolean> session) {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 12; i++) {
        assertThat(session.apply(database)).isTrue();
      }
      postgres.execute("ALTER TABLE changing ADD COLUMN c%d text".formatted(columns++));
      assertThat(session.apply(database)).isTrue();
    }
  }

  private static boolean piped(Session session) {
    Pipeline pipeline = session.pipeline();
    var first = pipeline.get(SELECT, 1);
    var second = pipeline.get(SELECT, 1);
    pipeline.execute();
    return first.result().isPresent() && second.result().isPresent();
  }
}
