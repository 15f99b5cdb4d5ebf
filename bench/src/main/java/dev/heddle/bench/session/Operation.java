package dev.heddle.bench.session;

import java.util.concurrent.TimeUnit;

/** What one session does; the same SQL for all contenders. */
enum Operation {
  /** One user by primary key. */
  SELECT(Sql.pgbenchSelect(0)) {
    @Override
    long run(SessionContender contender, long id) throws Exception {
      return contender.select(id);
    }
  },
  /** One new row. */
  INSERT(Sql.PGBENCH_INSERT) {
    @Override
    long run(SessionContender contender, long id) throws Exception {
      return contender.insert(id);
    }
  },
  /** Twenty users by primary key, each with a statement of its own. */
  READ_TWENTY(Sql.pgbenchTwenty()) {
    @Override
    long run(SessionContender contender, long id) throws Exception {
      return contender.readTwenty(id);
    }
  },
  /** One user by primary key, then a millisecond with the connection in hand. */
  HOLD("") {
    @Override
    long run(SessionContender contender, long id) throws Exception {
      return contender.hold(id, TimeUnit.MILLISECONDS.toNanos(1));
    }
  },
  /** A thousand users in one query, each column of each row read. */
  THOUSAND_ROWS("") {
    @Override
    long run(SessionContender contender, long id) throws Exception {
      return contender.thousandRows(id);
    }
  },
  /** A thousand users in one query, each as a record. */
  THOUSAND_RECORDS("") {
    @Override
    long run(SessionContender contender, long id) throws Exception {
      return contender.thousandRecords(id);
    }
  };

  private final String pgbench;

  Operation(String pgbench) {
    this.pgbench = pgbench;
  }

  /** One session. */
  abstract long run(SessionContender contender, long id) throws Exception;

  /** Its statements as pgbench reads them; empty where it cannot do the same. */
  String pgbench() {
    return pgbench;
  }
}
