package dev.heddle.bench.session;

import com.zaxxer.hikari.HikariDataSource;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbTransaction;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Helidon's stock client on HikariCP, run on Helidon 4.1.7 throughout. The time to get a connection
 * is taken where the client asks the pool for it, on the thread that waits.
 */
final class StockSessions implements SessionContender {

  private final HikariDataSource pool;
  private final DbClient client;
  private final ThreadLocal<long[]> acquired = ThreadLocal.withInitial(() -> new long[1]);

  private StockSessions(HikariDataSource pool) {
    this.pool = pool;
    this.client =
        JdbcClientBuilder.create()
            .connectionPool(
                () -> {
                  long start = System.nanoTime();
                  try {
                    return pool.getConnection();
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  } finally {
                    acquired.get()[0] = System.nanoTime() - start;
                  }
                })
            .build();
  }

  static SessionContender open(Target target) {
    return new StockSessions(new HikariDataSource(HikariRaw.config(target)));
  }

  @Override
  public long select(long id) {
    return run(transaction -> read(transaction, id));
  }

  @Override
  public long insert(long id) {
    return run(
        transaction ->
            transaction.createInsert(Sql.INSERT).addParam(id).addParam(Sql.NOTE).execute());
  }

  @Override
  public long hold(long id, long nanos) {
    return run(
        transaction -> {
          read(transaction, id);
          LockSupport.parkNanos(nanos);
        });
  }

  @Override
  public long readTwenty(long id) {
    return run(
        transaction -> {
          for (int i = 0; i < Sql.TWENTY; i++) {
            read(transaction, id + i);
          }
        });
  }

  @Override
  public long thousandRows(long id) {
    return run(
        transaction -> {
          long[] count = {0, 0};
          transaction
              .createQuery(Sql.THOUSAND)
              .addParam(id)
              .execute()
              .forEach(
                  row -> {
                    count[0]++;
                    count[1] +=
                        row.column(1).get(Long.class)
                            + row.column(2).get(String.class).length()
                            + row.column(3).get(String.class).length();
                  });
          if (count[0] != Sql.THOUSAND_ROWS || count[1] == 0) {
            throw new IllegalStateException(count[0] + " rows");
          }
        });
  }

  @Override
  public void close() {
    pool.close();
  }

  private long run(Consumer<DbTransaction> work) {
    DbTransaction transaction = client.transaction();
    try {
      work.accept(transaction);
    } catch (RuntimeException e) {
      transaction.rollback();
      throw e;
    }
    transaction.commit();
    return acquired.get()[0];
  }

  private static void read(DbTransaction transaction, long id) {
    DbRow row =
        transaction
            .createGet(Sql.SELECT)
            .addParam(id)
            .execute()
            .orElseThrow(() -> new IllegalStateException("no user " + id));
    if (row.column(1).get(Long.class) != id
        || row.column(2).get(String.class) == null
        || row.column(3).get(String.class) == null) {
      throw new IllegalStateException("another user than " + id);
    }
  }
}
