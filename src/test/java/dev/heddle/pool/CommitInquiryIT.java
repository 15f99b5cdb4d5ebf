package dev.heddle.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Tells of a transaction what the server knows of it, and ends one that is still under way. */
@PostgresTest
class CommitInquiryIT {

  private final TestPostgres postgres;
  private final DeadlineWatch watch = new DeadlineWatch("inquiry");
  private final ConnectionSource source;

  CommitInquiryIT(TestPostgres postgres) {
    this.postgres = postgres;
    this.source = new ConnectionSource(postgres.settings(), watch);
  }

  @BeforeEach
  void makeTable() {
    postgres.execute("CREATE TABLE IF NOT EXISTS kept (id int)", "TRUNCATE kept");
  }

  @AfterEach
  void closeWatch() {
    watch.close();
  }

  @Test
  void tellsCommittedFromAborted() throws SQLException {
    try (Connection connection = source.connect(Duration.ofSeconds(5)).driver()) {
      TransactionId committed = write(connection);
      connection.commit();
      TransactionId aborted = write(connection);
      connection.rollback();
      assertThat(outcome(committed)).isEqualTo(CommitOutcome.COMMITTED);
      assertThat(outcome(aborted)).isEqualTo(CommitOutcome.ABORTED);
    }
  }

  @Test
  void endsATransactionThatIsUnderWay() throws SQLException {
    try (Connection connection = source.connect(Duration.ofSeconds(5)).driver()) {
      TransactionId open = write(connection);
      assertThat(outcome(open)).isEqualTo(CommitOutcome.ABORTED);
      assertThat(postgres.count("SELECT count(*) FROM kept")).isZero();
    }
  }

  @Test
  void leavesABackendAloneThatHasBegunAnotherTransaction() throws SQLException {
    try (Connection connection = source.connect(Duration.ofSeconds(5)).driver()) {
      TransactionId first = write(connection);
      connection.commit();
      write(connection);
      assertThat(outcome(first)).isEqualTo(CommitOutcome.COMMITTED);
      connection.commit();
      assertThat(postgres.count("SELECT count(*) FROM kept")).isEqualTo(2);
    }
  }

  @Test
  void doesNotKnowATransactionOfAnotherTimelineOrOfTheFuture() throws SQLException {
    try (Connection connection = source.connect(Duration.ofSeconds(5)).driver()) {
      TransactionId id = write(connection);
      connection.commit();
      assertThat(outcome(new TransactionId(id.number(), id.backend(), "000000FF")))
          .isEqualTo(CommitOutcome.UNKNOWN);
      assertThat(outcome(new TransactionId(id.number(), id.backend(), "")))
          .isEqualTo(CommitOutcome.UNKNOWN);
      String future = Long.toString(Long.parseLong(id.number()) + 1_000_000_000);
      assertThat(outcome(new TransactionId(future, id.backend(), id.timeline())))
          .isEqualTo(CommitOutcome.UNKNOWN);
    }
  }

  @Test
  void doesNotKnowWithoutTime() {
    TransactionId any = new TransactionId("3", 1, "00000001");
    assertThat(new CommitInquiry(source, any, System.nanoTime() - 1).outcome())
        .isEqualTo(CommitOutcome.UNKNOWN);
  }

  private CommitOutcome outcome(TransactionId id) {
    return new CommitInquiry(source, id, System.nanoTime() + TimeUnit.SECONDS.toNanos(5)).outcome();
  }

  private static TransactionId write(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION READ WRITE");
      statement.execute("INSERT INTO kept VALUES (1)");
      try (ResultSet row = statement.executeQuery("SELECT pg_current_xact_id()::text")) {
        row.next();
        int backend = connection.unwrap(PGConnection.class).getBackendPID();
        return new TransactionId(row.getString(1), backend, timeline(connection));
      }
    }
  }

  private static String timeline(Connection connection) {
    String timeline = Timeline.of(connection);
    assertThat(timeline).matches("[0-9A-F]{8}/[0-9.]+");
    return timeline;
  }
}
