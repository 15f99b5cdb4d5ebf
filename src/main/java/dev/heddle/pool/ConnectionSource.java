package dev.heddle.pool;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.DriverLog;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.jdbc.PgConnection;

/**
 * Opens connections: asks for the password each time, limits the time of the sign-in, and makes
 * read-only the default of every transaction, so that a session that only reads needs no
 * transaction block to be refused its writes.
 */
final class ConnectionSource implements DataSource, AutoCloseable {

  private final DatabaseSettings settings;
  private final Driver driver = new Driver();

  /** The pool's last: it has one thread that opens connections, one after the other. */
  private volatile @Nullable SignIn last;

  private volatile boolean closed;
  private volatile int loginTimeout;

  ConnectionSource(DatabaseSettings settings) {
    this.settings = settings;
    DriverLog.restrain();
  }

  /** A new connection for the pool below, which logs why it got none. */
  @Override
  public Connection getConnection() throws UndisclosedException {
    SignIn signIn = new SignIn();
    last = signIn;
    try {
      requireOpen();
      PhysicalConnection opened = connect(settings.pool().connectTimeout(), signIn);
      if (closed) {
        // The pool would drop it without closing it.
        opened.abort();
      }
      requireOpen();
      return opened.pooled();
    } catch (SQLException e) {
      throw UndisclosedException.of(e);
    }
  }

  /**
   * Opens nothing more for the pool, and ends the sign-in that is under way or the pause after one
   * that failed. The pool, when it is closed, waits for both, and such a pause may last 5 s.
   */
  @Override
  public void close() {
    closed = true;
    SignIn signIn = last;
    if (signIn != null) {
      signIn.end();
    }
  }

  private void requireOpen() throws SQLException {
    if (closed) {
      throw new SQLException("pool '%s' is closed".formatted(settings.name()), "08003");
    }
  }

  /** A new connection, each step of whose sign-in ends within the given time (whole seconds). */
  PhysicalConnection connect(Duration signInWithin) throws SQLException {
    return connect(signInWithin, new SignIn());
  }

  private PhysicalConnection connect(Duration signInWithin, SignIn signIn) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", settings.username());
    properties.setProperty("password", settings.password().reveal());
    properties.setProperty("ApplicationName", settings.applicationName());
    properties.setProperty("socketFactory", TrackedSocketFactory.class.getName());
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("cancelSignalTimeout", "1");
    properties.setProperty("sslmode", settings.tls().mode());
    settings
        .tls()
        .rootCertificate()
        .ifPresent(file -> properties.setProperty("sslrootcert", file.toString()));
    // The second setting makes the server notice a client that vanished in the middle of a
    // statement.
    properties.setProperty(
        "options", "-c default_transaction_read_only=on -c client_connection_check_interval=1000");
    String limit = Long.toString(wholeSeconds(signInWithin));
    properties.setProperty("connectTimeout", limit);
    properties.setProperty("socketTimeout", limit);

    Connection connection;
    TrackedSocketFactory.openFor(signIn);
    try {
      connection = driver.connect(settings.url(), properties);
    } finally {
      TrackedSocketFactory.openFor(null);
    }
    if (!(connection instanceof PgConnection postgres)) {
      throw new SQLException("not a PostgreSQL address: it must begin with jdbc:postgresql:");
    }
    String timeline = Timeline.of(postgres);
    // From here on the deadline watch bounds every statement.
    postgres.setNetworkTimeout(null, 0);
    return new PhysicalConnection(postgres, signIn.succeeded(), timeline);
  }

  private static long wholeSeconds(Duration duration) {
    return Math.max(1, duration.plusMillis(999).toSeconds());
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

  /** For the pool below, which waits as long when it is closed; connect-timeout is what counts. */
  @Override
  public void setLoginTimeout(int seconds) {
    loginTimeout = seconds;
  }

  @Override
  public int getLoginTimeout() {
    return loginTimeout;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getLogger("org.postgresql");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw new SQLException("not a wrapper for " + type.getName());
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
