package dev.heddle.pool;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.DriverLog;
import dev.heddle.config.ServerList;
import dev.heddle.config.ServerOptions;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
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

  private static final String OPTIONS =
      "-c default_transaction_read_only=on " + ServerOptions.NOTICE_LOST_CLIENTS;

  private final DatabaseSettings settings;
  private final Servers servers;
  private final DeadlineWatch watch;
  private final Connector connector;
  private final Driver driver = new Driver();
  private final Generation generation = new Generation();
  private volatile int loginTimeout;

  ConnectionSource(DatabaseSettings settings, DeadlineWatch watch) {
    this.settings = settings;
    DriverLog.restrain();
    this.servers = new Servers(ServerList.of(settings.url()));
    this.watch = watch;
    this.connector =
        new Connector(
            settings.name(), this::signIn, settings.pool().connectTimeout().toNanos(), watch);
  }

  /** A new connection for the pool below, however long that takes; an error only when closed. */
  @Override
  public Connection getConnection() throws SQLException {
    return connector.open().pooled(watch);
  }

  /** A connection of its own, in one attempt within the given time. */
  PhysicalConnection connect(Duration within) throws SQLException {
    return connector.openOnce(within.toNanos());
  }

  /** Present while no connection can be opened. */
  Optional<Outage> outage() {
    return connector.outage();
  }

  /** Which connections are replaced when the server has changed its role. */
  Generation generation() {
    return generation;
  }

  @Override
  public void close() {
    connector.close();
  }

  private PhysicalConnection signIn() throws SQLException {
    // Before the server is found: one that signs in while the roles change counts as of before.
    int current = generation.number();
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
    properties.setProperty("options", OPTIONS);
    // The whole is bounded from outside; these bound each step, so that one of several servers that
    // is silent leaves time for the next. Without TLS enforced a silent one is asked twice.
    long share = settings.pool().connectTimeout().toMillis() / servers.count();
    String limit = Long.toString(Math.max(1, TimeUnit.MILLISECONDS.toSeconds(share * 4 / 5)));
    if (servers.count() > 1) {
      properties.setProperty("sslResponseTimeout", Long.toString(share / 5));
    }
    properties.setProperty("connectTimeout", limit);
    properties.setProperty("socketTimeout", limit);

    Servers.Opened opened = servers.open(url -> open(url, properties));
    PgConnection postgres = opened.connection();
    String timeline = Timeline.of(postgres);
    // From here on the deadline watch bounds every statement.
    postgres.setNetworkTimeout(null, 0);
    return new PhysicalConnection(postgres, opened.socket(), timeline, current);
  }

  private Servers.Opened open(String url, Properties properties) throws SQLException {
    if (driver.connect(url, properties) instanceof PgConnection postgres) {
      return new Servers.Opened(postgres, SignIn.socket());
    }
    throw new SQLException("not a PostgreSQL address: it must begin with jdbc:postgresql:");
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
