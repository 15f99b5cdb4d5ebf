package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.TransactionOptions.Isolation;
import dev.heddle.config.PoolSettings;
import dev.heddle.error.SqlStates;
import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a session sees of others is what PostgreSQL promises for its isolation level. */
@PostgresTest
class IsolationIT {

  private static final String COUNT = "SELECT count(*) AS n FROM doctor WHERE on_call";

  private final TestPostgres postgres;
  private final Database database;

  IsolationIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.database =
        Database.create(postgres.settings().withPool(PoolSettings.defaults().withSize(2, 0)));
  }

  @BeforeEach
  void twoAreOnCall() {
    postgres.execute(
        "DROP TABLE IF EXISTS doctor",
        "CREATE TABLE doctor (name text PRIMARY KEY, on_call boolean NOT NULL)",
        "INSERT INTO doctor VALUES ('Ada', true), ('Bob', true)");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void eachStatementSeesWhatIsCommittedByThenWhenReadCommitted() {
    try (Session session = database.session()) {
      assertThat(onCall(session)).isEqualTo(2);
      postgres.execute("INSERT INTO doctor VALUES ('Cid', true)");
      assertThat(onCall(session)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"REPEATABLE_READ", "SERIALIZABLE"})
  void theWholeTransactionSeesOneSnapshot(Isolation isolation) {
    for (TransactionOptions options :
        new TransactionOptions[] {TransactionOptions.write(), TransactionOptions.read()}) {
      try (Session session = database.session(options.withIsolation(isolation))) {
        long before = onCall(session);
        postgres.execute("INSERT INTO doctor VALUES ('" + session.id() + "', true)");
        assertThat(onCall(session)).isEqualTo(before);
        session.commit();
        assertThat(onCall(session)).as("the next transaction").isEqualTo(before + 1);
      }
    }
  }

  @Test
  void refusesASecondChangeOfARowWhenRepeatableRead() {
    try (Session session =
        database.session(TransactionOptions.write().withIsolation(Isolation.REPEATABLE_READ))) {
      assertThat(onCall(session)).isEqualTo(2);
      postgres.execute("UPDATE doctor SET on_call = false WHERE name = 'Ada'");
      assertThatThrownBy(
              () -> session.update("UPDATE doctor SET on_call = false WHERE name = 'Ada'"))
          .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("40001"));
    }
  }

  @ParameterizedTest
  @EnumSource(Isolation.class)
  void onlySerializableNoticesThatTwoDecidedOnWhatTheOtherChanged(Isolation isolation) {
    TransactionOptions options = TransactionOptions.write().withIsolation(isolation);
    try (Session first = database.session(options);
        Session second = database.session(options)) {
      goOffCallIfAnotherIsOn(first, "Ada");
      goOffCallIfAnotherIsOn(second, "Bob");
      first.commit();
      if (isolation == Isolation.SERIALIZABLE) {
        assertThatThrownBy(second::commit)
            .satisfies(e -> assertThat(SqlStates.of(e)).isEqualTo("40001"));
      } else {
        second.commit();
      }
    }
    assertThat(postgres.count(COUNT)).isEqualTo(isolation == Isolation.SERIALIZABLE ? 1 : 0);
  }

  @Test
  void theLevelIsNotThatOfTheNextSession() {
    database.transact(
        TransactionOptions.write().withIsolation(Isolation.SERIALIZABLE), IsolationIT::onCall);
    assertThat(database.transact(IsolationIT::level)).isEqualTo("read committed");
    assertThat(database.read(IsolationIT::level)).isEqualTo("read committed");
  }

  private static void goOffCallIfAnotherIsOn(Session session, String name) {
    assertThat(onCall(session)).isEqualTo(2);
    session.update("UPDATE doctor SET on_call = false WHERE name = ?", name);
  }

  private static long onCall(Session session) {
    return session.get(COUNT).orElseThrow().column("n").getLong();
  }

  private static String level(Session session) {
    return session
        .get("SELECT current_setting('transaction_isolation') AS level")
        .orElseThrow()
        .column("level")
        .getString();
  }
}
