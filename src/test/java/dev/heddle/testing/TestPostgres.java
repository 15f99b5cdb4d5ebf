package dev.heddle.testing;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.Secret;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A fresh database with a role of its own, which owns it, signs in with a password and is no
 * superuser. Whatever the superuser makes in it through {@link #connect()}, the role may use.
 *
 * <p>{@link PostgresTest} injects one per test class; other engines may create and close their own.
 */
public final class TestPostgres implements AutoCloseable {

  private static final Duration IDLE_LIMIT = Duration.ofSeconds(5);

  private static final String OTHER_BACKENDS =
      " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
          + " AND backend_type = 'client backend'"
          + " AND application_name <> '"
          + TestServer.QUESTIONS
          + "'";

  private static final String IDLE_IN_TRANSACTION =
      "SELECT count(*)" + OTHER_BACKENDS + " AND state LIKE 'idle in transaction%'";

  private final String name;
  private final String password;

  private TestPostgres(String name, String password) {
    this.name = name;
    this.password = password;
  }

  /** A new database on this JVM's server; close it to drop it. */
  public static TestPostgres create() {
    TestPostgres created = new TestPostgres("test_" + random(), random());
    executeIn(
        "postgres",
        "CREATE ROLE %1$s LOGIN PASSWORD '%2$s'".formatted(created.name, created.password),
        "CREATE DATABASE %1$s OWNER %1$s".formatted(created.name));
    for (String kind : new String[] {"TABLES", "SEQUENCES", "SCHEMAS", "TYPES", "FUNCTIONS"}) {
      created.execute(
          "ALTER DEFAULT PRIVILEGES GRANT ALL ON %s TO %s".formatted(kind, created.name));
    }
    created.execute("GRANT ALL ON SCHEMA public TO " + created.name);
    return created;
  }

  /** The shipped defaults for this database and its role. */
  public DatabaseSettings settings() {
    return DatabaseSettings.of(url(), username(), Secret.of(password()));
  }

  /** The JDBC address, without credentials. */
  public String url() {
    return TestServer.url(name);
  }

  /** The role that owns the database. */
  public String username() {
    return name;
  }

  /** The role's password; the server checks it. */
  public String password() {
    return password;
  }

  /** A new plain connection of the superuser to this database, in autocommit. */
  public Connection connect() throws SQLException {
    return TestServer.connect(name);
  }

  /** Runs statements one by one as the superuser, each committed. */
  public void execute(String... statements) {
    executeIn(name, statements);
  }

  /** The number that a query such as {@code SELECT count(*) …} returns, seen by the superuser. */
  public long count(String query) {
    try (Connection connection = TestServer.question(name)) {
      return count(connection, query);
    } catch (SQLException e) {
      throw new AssertionError("cannot run: " + query, e);
    }
  }

  /** Ends all other connections of this database on the server; returns how many there were. */
  public long terminateBackends() {
    return count("SELECT count(pg_terminate_backend(pid))" + OTHER_BACKENDS);
  }

  /** Open connections of this database, those of the caller's own questions left out. */
  public long backends() {
    return count("SELECT count(*)" + OTHER_BACKENDS);
  }

  /** Fails unless soon no connection of this database is "idle in transaction". */
  public void assertNothingIdleInTransaction() {
    try (Connection connection = TestServer.question(name)) {
      Await.until(
          IDLE_LIMIT,
          () -> count(connection, IDLE_IN_TRANSACTION) == 0,
          "no connection of the test's database is \"idle in transaction\"");
    } catch (SQLException e) {
      throw new AssertionError("cannot look for transactions left open", e);
    }
  }

  /** Ends all connections, drops the database and its role. */
  @Override
  public void close() {
    executeIn("postgres", "DROP DATABASE %s WITH (FORCE)".formatted(name), "DROP ROLE " + name);
  }

  private static long count(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void executeIn(String database, String... statements) {
    for (String sql : statements) {
      try (Connection connection = TestServer.question(database);
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new AssertionError("cannot run: " + sql, e);
      }
    }
  }

  private static String random() {
    byte[] bytes = new byte[8];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
