package dev.heddle.migrate;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.DriverLog;
import dev.heddle.config.MigrationSettings;
import dev.heddle.config.Secret;
import dev.heddle.config.ServerList;
import dev.heddle.config.ServerOptions;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * The one connection of a run: whoever asks this data source gets that same one and cannot close
 * it.
 *
 * <p>Flyway asks twice, for its history and for the migrations. On one connection, a migration and
 * its line in the history are one transaction: neither is ever there without the other. And the
 * lock against other processes lasts exactly as long as the connection that does the work.
 */
final class MigrationConnection implements DataSource, AutoCloseable {

  /** Any number that is the same in every process: "heddle" in ASCII. */
  static final long LOCK = 0x686564646c65L;

  /** How often to ask for the lock; a few replicas that do are nothing to a server. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private static final System.Logger LOGGER = System.getLogger(MigrationConnection.class.getName());

  private final Connection connection;
  private final Connection withoutClose;
  private final Duration lockTimeout;
  private final Duration answerWithin;

  private MigrationConnection(Connection connection, Duration lockTimeout, Duration answerWithin) {
    this.connection = connection;
    this.lockTimeout = lockTimeout;
    this.answerWithin = answerWithin;
    this.withoutClose =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                    method.getName().equals("close") ? null : call(connection, method, arguments));
  }

  /** Signs in as the role of the migrations, on the server that may write. */
  static MigrationConnection open(DatabaseSettings database, MigrationSettings migration)
      throws SQLException {
    String username =
        migration.role().map(MigrationSettings.Role::username).orElse(database.username());
    Secret password =
        migration.role().map(MigrationSettings.Role::password).orElse(database.password());
    String limit = Long.toString(Math.max(1, database.pool().connectTimeout().toSeconds()));
    Properties properties = new Properties();
    properties.setProperty("user", username);
    properties.setProperty("password", password.reveal());
    properties.setProperty("ApplicationName", database.applicationName());
    properties.setProperty("connectTimeout", limit);
    properties.setProperty("loginTimeout", limit);
    properties.setProperty("socketTimeout", limit);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("targetServerType", "primary");
    properties.setProperty("options", ServerOptions.NOTICE_LOST_CLIENTS);
    properties.setProperty("sslmode", database.tls().mode());
    database
        .tls()
        .rootCertificate()
        .ifPresent(file -> properties.setProperty("sslrootcert", file.toString()));
    DriverLog.restrain();
    // Without the role that the address wants, which would count for more than the property.
    String url = ServerList.of(database.url()).url();
    Connection connection = new Driver().connect(url, properties);
    if (connection == null) {
      throw new SQLException("not a PostgreSQL address: it must begin with jdbc:postgresql:");
    }
    return new MigrationConnection(
        connection, migration.lockTimeout(), database.pool().connectTimeout());
  }

  /**
   * Waits until no other process migrates this database. It asks again and again: a statement that
   * waits has a snapshot, for which a {@code CREATE INDEX CONCURRENTLY} of that process would wait
   * in turn.
   *
   * @return whether the lock is had; it is not when that takes longer than the timeout, or when the
   *     thread is interrupted, which it stays
   * @throws SQLException when the connection is lost, also because the server says nothing at all
   */
  boolean lock() throws SQLException {
    limit(answerWithin);
    long start = System.nanoTime();
    boolean locked = tryLock();
    while (!locked && System.nanoTime() - start < lockTimeout.toNanos()) {
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      locked = tryLock();
    }
    answerSoon();
    return locked;
  }

  private boolean tryLock() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT pg_try_advisory_lock(" + LOCK + ")")) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  /** From now on a server that says nothing for longer than the wait for a lock counts as lost. */
  void answerSoon() {
    limit(lockTimeout.plus(answerWithin));
  }

  /** What follows is a migration, which may be long. */
  void takeYourTime() {
    limit(Duration.ZERO);
  }

  private void limit(Duration silence) {
    try {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(silence.toMillis()));
    } catch (SQLException e) {
      // It is closed, which the next statement on it tells.
      LOGGER.log(System.Logger.Level.TRACE, "no time limit on a closed connection", e);
    }
  }

  /** Creates the schemas that are missing. */
  void createSchemas(List<String> schemas) throws SQLException {
    List<String> creations = new ArrayList<>();
    try (PreparedStatement missing =
        connection.prepareStatement(
            "SELECT format('CREATE SCHEMA %I', wanted) FROM unnest(?) AS wanted"
                + " WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = wanted)")) {
      missing.setArray(1, connection.createArrayOf("text", schemas.toArray()));
      try (ResultSet rows = missing.executeQuery()) {
        while (rows.next()) {
          creations.add(rows.getString(1));
        }
      }
    }
    try (Statement statement = connection.createStatement()) {
      for (String creation : creations) {
        statement.execute(creation);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  @Override
  public Connection getConnection() {
    return withoutClose;
  }

  @Override
  public Connection getConnection(String username, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the credentials are part of the settings");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    // The driver logs through java.util.logging.
  }

  @Override
  public void setLoginTimeout(int seconds) {
    // The connection is open already.
  }

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("org.postgresql");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("not a wrapper for " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  private static @Nullable Object call(
      Connection connection, Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
