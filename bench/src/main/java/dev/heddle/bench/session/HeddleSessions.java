package dev.heddle.bench.session;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.SessionFunction;
import dev.heddle.TransactionOptions;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.Secret;
import io.helidon.dbclient.DbRow;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/** Heddle as it is shipped, every promise on. */
final class HeddleSessions implements SessionContender {

  private final Database database;
  private final TransactionOptions options;
  private final AcquireRecord acquireRecord;

  private HeddleSessions(Database database, TransactionOptions options) {
    this.database = database;
    this.options = options;
    this.acquireRecord = AcquireRecord.of(database);
  }

  static SessionContender transactions(Target target) {
    return new HeddleSessions(database(target), TransactionOptions.write());
  }

  static SessionContender reads(Target target) {
    return new HeddleSessions(database(target), TransactionOptions.read());
  }

  static Database database(Target target) {
    DatabaseSettings settings =
        DatabaseSettings.of(target.url(), target.username(), Secret.of(target.password()));
    PoolSettings pool = settings.pool();
    Database database =
        Database.create(
            settings.withPool(pool.withSize(target.kept(), target.most() - target.kept())));
    database.open();
    return database;
  }

  @Override
  public long select(long id) {
    return run(session -> read(session, id));
  }

  @Override
  public long insert(long id) {
    return run(
        session -> session.createInsert(Sql.INSERT).addParam(id).addParam(Sql.NOTE).execute());
  }

  @Override
  public long readTwenty(long id) {
    return run(
        session -> {
          for (int i = 0; i < Sql.TWENTY; i++) {
            read(session, id + i);
          }
          return id;
        });
  }

  @Override
  public long thousandRows(long id) {
    return rows(
        id,
        row ->
            row.column(1).getLong()
                + row.column(2).getString().length()
                + row.column(3).getString().length());
  }

  @Override
  public long thousandRecords(long id) {
    return rows(id, row -> row.as(Person.class).id());
  }

  @Override
  public Histogram acquired() {
    return acquireRecord.copy();
  }

  @Override
  public void close() {
    database.close();
  }

  private <T> long run(SessionFunction<T, RuntimeException> work) {
    database.transact(options, work);
    return UNKNOWN;
  }

  private long rows(long id, ToLongFunction<DbRow> reader) {
    return run(
        session -> {
          long[] count = {0, 0};
          session
              .createQuery(Sql.THOUSAND)
              .addParam(id)
              .execute()
              .forEach(
                  row -> {
                    count[0]++;
                    count[1] += reader.applyAsLong(row);
                  });
          if (count[0] != Sql.THOUSAND_ROWS || count[1] == 0) {
            throw new IllegalStateException(count[0] + " rows");
          }
          return id;
        });
  }

  static long read(Session session, long id) {
    DbRow row =
        session
            .createGet(Sql.SELECT)
            .addParam(id)
            .execute()
            .orElseThrow(() -> new IllegalStateException("no user " + id));
    if (row.column(1).getLong() != id
        || row.column(2).getString() == null
        || row.column(3).getString() == null) {
      throw new IllegalStateException("another user than " + id);
    }
    return id;
  }
}
