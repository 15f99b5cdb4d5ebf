package dev.heddle.bench.session;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.SessionFunction;
import dev.heddle.client.Pipeline;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.PoolSettings;
import dev.heddle.config.Secret;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/** Heddle as it is shipped, every promise on. */
final class HeddleSessions implements SessionContender {

  /** What a session is declared to be. */
  private enum Kind {
    /** Statements one by one, then COMMIT. */
    TRANSACTION,
    /** Reads only; several statements travel together. */
    READ,
    /** A transaction whose only statement is declared to be its last. */
    LAST
  }

  private final Database database;
  private final Kind kind;
  private final AcquireRecord acquireRecord;

  private HeddleSessions(Database database, Kind kind) {
    this.database = database;
    this.kind = kind;
    this.acquireRecord = AcquireRecord.of(database);
  }

  static SessionContender transactions(Target target) {
    return new HeddleSessions(database(target), Kind.TRANSACTION);
  }

  static SessionContender reads(Target target) {
    return new HeddleSessions(database(target), Kind.READ);
  }

  static SessionContender lastStatements(Target target) {
    return new HeddleSessions(database(target), Kind.LAST);
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
    return run(session -> read(executor(session), id));
  }

  @Override
  public long insert(long id) {
    return run(
        session ->
            executor(session).createInsert(Sql.INSERT).addParam(id).addParam(Sql.NOTE).execute());
  }

  @Override
  public long hold(long id, long nanos) {
    return run(
        session -> {
          read(session, id);
          LockSupport.parkNanos(nanos);
          return id;
        });
  }

  @Override
  public long readTwenty(long id) {
    if (kind == Kind.READ) {
      return run(session -> together(session, id));
    }
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
    if (kind == Kind.READ) {
      database.read(work);
    } else {
      database.transact(work);
    }
    return UNKNOWN;
  }

  private DbExecute executor(Session session) {
    return kind == Kind.LAST ? session.last() : session;
  }

  private static long together(Session session, long id) {
    Pipeline pipeline = session.pipeline();
    List<Pipeline.Pending<Optional<DbRow>>> answers = new ArrayList<>(Sql.TWENTY);
    for (int i = 0; i < Sql.TWENTY; i++) {
      answers.add(pipeline.get(Sql.SELECT, id + i));
    }
    pipeline.execute();
    for (int i = 0; i < Sql.TWENTY; i++) {
      check(answers.get(i).result(), id + i);
    }
    return id;
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

  static long read(DbExecute session, long id) {
    return check(session.createGet(Sql.SELECT).addParam(id).execute(), id);
  }

  private static long check(Optional<DbRow> found, long id) {
    DbRow row = found.orElseThrow(() -> new IllegalStateException("no user " + id));
    if (row.column(1).getLong() != id
        || row.column(2).getString() == null
        || row.column(3).getString() == null) {
      throw new IllegalStateException("another user than " + id);
    }
    return id;
  }
}
