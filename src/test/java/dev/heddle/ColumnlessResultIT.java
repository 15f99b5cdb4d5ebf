package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.heddle.client.Pipeline;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A result whose rows have no columns, which PostgreSQL allows, is a result like any other. */
@PostgresTest
class ColumnlessResultIT {

  private static final String TEXT = "SELECT FROM two";

  private final TestPostgres postgres;
  private final Database database;

  ColumnlessResultIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database = Database.create(postgres.settings());
  }

  @BeforeEach
  void makeTables() {
    postgres.execute(
        "DROP TABLE IF EXISTS kept, two",
        "CREATE TABLE kept (id int)",
        "CREATE TABLE two AS SELECT 1 AS id UNION ALL SELECT 2");
  }

  @AfterEach
  void close() {
    assertThat(database.stats().checkedOut()).isZero();
    database.close();
  }

  @Test
  void comesBehindAWriteOfTheSameText() {
    long written = database.transact(s -> s.dml("INSERT INTO kept VALUES (1); " + TEXT));
    assertThat(written).isEqualTo(1);
    assertThat(postgres.count("SELECT count(*) FROM kept")).isEqualTo(1);
  }

  @Test
  void comesBehindAWriteOfTheSameTextThatCommits() {
    assertThat(database.client().execute().dml("INSERT INTO kept VALUES (1); " + TEXT))
        .isEqualTo(1);
    assertThat(postgres.count("SELECT count(*) FROM kept")).isEqualTo(1);
  }

  @Test
  void hasRowsWithoutColumnsOutsideOfASession() {
    assertIsRead(database.client().execute());
  }

  @Test
  void hasRowsWithoutColumnsInASession() {
    database.read(ColumnlessResultIT::assertIsRead);
    database.transact(ColumnlessResultIT::assertIsRead);
    database.transact(
        session -> {
          session.insert("INSERT INTO kept VALUES (1)");
          return assertIsRead(session);
        });
    database.transact(session -> assertThat(session.last().query(TEXT).toList()).hasSize(2));
  }

  @Test
  void hasRowsWithoutColumnsInAPipeline() {
    try (Session session = database.session()) {
      Pipeline pipeline = session.pipeline();
      var some = pipeline.query(TEXT);
      var one = pipeline.get(TEXT + " LIMIT 1");
      pipeline.execute();
      assertThat(some.result()).hasSize(2);
      assertThat(one.result()).isPresent();
    }
  }

  private static List<DbRow> assertIsRead(DbExecute execute) {
    List<DbRow> rows = execute.query(TEXT).toList();
    assertThat(rows).hasSize(2);
    rows.forEach(row -> row.forEach(column -> fail("there is no column: " + column)));
    assertThat(rows.getFirst()).hasToString("row of []");
    assertThat(rows.getFirst().as(Nothing.class)).isEqualTo(new Nothing());
    assertThat(execute.get(TEXT + " LIMIT 1")).isPresent();
    assertThat(execute.get(TEXT + " LIMIT 0")).isEmpty();
    assertThatThrownBy(() -> rows.getFirst().column("id"))
        .isInstanceOf(DbClientException.class)
        .hasMessage("Column with name id does not exist; available columns: ");
    return rows;
  }

  record Nothing() {}
}
