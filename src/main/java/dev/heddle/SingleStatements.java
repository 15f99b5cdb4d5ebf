package dev.heddle;

import dev.heddle.client.Cursor;
import dev.heddle.client.Footprint;
import dev.heddle.client.SqlCall;
import dev.heddle.client.SqlText;
import dev.heddle.client.StatementCall;
import dev.heddle.client.StatementRunner;
import dev.heddle.error.SqlStates;
import dev.heddle.error.StatementException;
import io.helidon.dbclient.DbStatementType;
import java.util.Set;

/**
 * Statements outside any session: each is a short session of its own, committed when it returns.
 */
final class SingleStatements implements StatementRunner {

  private static final String READ_ONLY = "25006";

  /** First words of statements that most often only read; the server tells when one does not. */
  private static final Set<String> READS =
      Set.of("SELECT", "WITH", "VALUES", "TABLE", "SHOW", "EXPLAIN");

  private final Database database;

  SingleStatements(Database database) {
    this.database = database;
  }

  @Override
  public String id() {
    return "single";
  }

  @Override
  public int fetchSize() {
    return 0;
  }

  @Override
  public <T> T run(SqlText sql, DbStatementType type, StatementCall<T> call) {
    Budget budget = database.budget(TransactionOptions.write());
    if (!READS.contains(sql.keyword())) {
      return write(sql, type, call, budget);
    }
    return sql.footprint() == Footprint.TRANSACTION
        ? readOrWrite(sql, type, call, budget)
        : writeOrRead(sql, type, call, budget);
  }

  /** A query whose text calls nothing that could catch the refusal of what it writes. */
  private <T> T readOrWrite(
      SqlText sql, DbStatementType type, StatementCall<T> call, Budget budget) {
    try (DatabaseSession session = database.newSession(TransactionOptions.read(), budget)) {
      return session.run(sql, type, call);
    } catch (StatementException e) {
      if (!isRefusal(e)) {
        throw e;
      }
    }
    return write(sql, type, call, budget);
  }

  /**
   * A query with a function of the user's, which could catch the refusal, and nobody would know. So
   * it may write from the start, for as many round trips; on a standby nothing can.
   */
  private <T> T writeOrRead(
      SqlText sql, DbStatementType type, StatementCall<T> call, Budget budget) {
    try (DatabaseSession session = database.newSession(TransactionOptions.write(), budget)) {
      if (!session.takesStandby()) {
        return committed(session, sql, type, call);
      }
    }
    try (DatabaseSession session = database.newSession(TransactionOptions.read(), budget)) {
      try {
        T result = session.run(sql, type, call);
        if (session.isOnStandby()) {
          return result;
        }
      } catch (StatementException e) {
        if (session.isOnStandby() && !isRefusal(e)) {
          throw e;
        }
      }
    }
    // It writes, which the server refuses in its own words; or it has been promoted since.
    return write(sql, type, call, budget);
  }

  /** Whether the server refused it, before anything took effect, as a query that writes. */
  private static boolean isRefusal(StatementException e) {
    return SqlStates.of(e).equals(READ_ONLY);
  }

  private <T> T write(SqlText sql, DbStatementType type, StatementCall<T> call, Budget budget) {
    try (DatabaseSession session = database.newSession(TransactionOptions.write(), budget)) {
      return sql.refusesTransaction()
          ? session.runWithoutTransaction(sql, call)
          : committed(session, sql, type, call);
    }
  }

  private static <T> T committed(
      DatabaseSession session, SqlText sql, DbStatementType type, StatementCall<T> call) {
    T result = session.run(sql, type, call);
    session.commit();
    return result;
  }

  @Override
  public <T> T resume(SqlText sql, SqlCall<T> call) {
    throw new UnsupportedOperationException("a single statement has no cursor");
  }

  @Override
  public void track(Cursor cursor) {
    throw new UnsupportedOperationException("a single statement has no cursor");
  }
}
