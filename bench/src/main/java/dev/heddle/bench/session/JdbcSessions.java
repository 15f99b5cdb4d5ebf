package dev.heddle.bench.session;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/** Sessions by hand over a pool whose connections come without autocommit. */
final class JdbcSessions implements SessionContender {

  /** Closes the pool. */
  @FunctionalInterface
  interface Closing {
    void close();
  }

  private final DataSource pool;
  private final Closing closing;

  JdbcSessions(DataSource pool, Closing closing) {
    this.pool = pool;
    this.closing = closing;
  }

  @Override
  public long select(long id) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = pool.getConnection()) {
      long acquired = System.nanoTime() - start;
      try {
        read(connection, id);
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
      return acquired;
    }
  }

  @Override
  public long insert(long id) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = pool.getConnection()) {
      long acquired = System.nanoTime() - start;
      try (PreparedStatement statement = connection.prepareStatement(Sql.INSERT)) {
        statement.setLong(1, id);
        statement.setString(2, Sql.NOTE);
        statement.executeUpdate();
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
      return acquired;
    }
  }

  @Override
  public long hold(long id, long nanos) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = pool.getConnection()) {
      long acquired = System.nanoTime() - start;
      try {
        read(connection, id);
        LockSupport.parkNanos(nanos);
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
      return acquired;
    }
  }

  @Override
  public long readTwenty(long id) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = pool.getConnection()) {
      long acquired = System.nanoTime() - start;
      try {
        for (int i = 0; i < Sql.TWENTY; i++) {
          read(connection, id + i);
        }
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
      return acquired;
    }
  }

  @Override
  public long thousandRows(long id) throws SQLException {
    return rows(id, row -> row.getLong(1) + row.getString(2).length() + row.getString(3).length());
  }

  @Override
  public long thousandRecords(long id) throws SQLException {
    return rows(id, row -> new Person(row.getLong(1), row.getString(2), row.getString(3)).id());
  }

  @Override
  public void close() {
    closing.close();
  }

  /** Something of a row, so that nothing is read in vain. */
  @FunctionalInterface
  private interface RowReader {
    long read(ResultSet row) throws SQLException;
  }

  private long rows(long id, RowReader reader) throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = pool.getConnection()) {
      long acquired = System.nanoTime() - start;
      try (PreparedStatement statement = connection.prepareStatement(Sql.THOUSAND)) {
        statement.setLong(1, id);
        int count = 0;
        long sum = 0;
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            sum += reader.read(row);
            count++;
          }
        }
        if (count != Sql.THOUSAND_ROWS || sum == 0) {
          throw new SQLException("%d rows".formatted(count));
        }
        connection.commit();
      } catch (SQLException e) {
        connection.rollback();
        throw e;
      }
      return acquired;
    }
  }

  private static void read(Connection connection, long id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(Sql.SELECT)) {
      statement.setLong(1, id);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()
            || row.getLong(1) != id
            || row.getString(2) == null
            || row.getString(3) == null) {
          throw new SQLException("no user " + id);
        }
      }
    }
  }
}
