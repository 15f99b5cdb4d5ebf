package dev.heddle.bench.session;

/** What one session does; the same SQL for all contenders. */
enum Operation {
  /** One user by primary key. */
  SELECT {
    @Override
    long run(SessionContender contender, long id) throws Exception {
      return contender.select(id);
    }
  },
  /** One new row. */
  INSERT {
    @Override
    long run(SessionContender contender, long id) throws Exception {
      return contender.insert(id);
    }
  },
  /** Twenty users by primary key, each with a statement of its own. */
  READ_TWENTY {
    @Override
    long run(SessionContender contender, long id) throws Exception {
      return contender.readTwenty(id);
    }
  };

  /** One session. */
  abstract long run(SessionContender contender, long id) throws Exception;
}
