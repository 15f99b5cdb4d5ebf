package dev.heddle.bench;

import dev.heddle.bench.child.Message;
import dev.heddle.config.EmbeddedSettings;
import dev.heddle.config.Secret;
import dev.heddle.embedded.EmbeddedPostgres;
import dev.heddle.error.EmbeddedPostgresException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL that is measured: an embedded one that keeps every promise about durability, or a
 * running one. It holds the tables that all contenders use, in a schema of their own that is
 * dropped on close.
 */
public final class ServerUnderTest implements AutoCloseable {

  /** The schema of all tables. */
  public static final String SCHEMA = "heddle_bench";

  /** Rows of {@code heddle_bench.users}, with ids from 1. */
  public static final int USERS = 10_000;

  private static final String SIGN_IN =
      "; the address names the user, and PGPASSWORD holds the password";

  /** The one that asks is gone by then. */
  private static final String ROOM =
      "SELECT current_setting('max_connections')::int"
          + " - current_setting('superuser_reserved_connections')::int + 1"
          + " - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')";

  private static final String MARK = "made by bench/run; dropped when it ends";

  private static final Map<String, String> DURABLE =
      Map.of(
          "fsync", "on",
          "full_page_writes", "on",
          "synchronous_commit", "on",
          "max_connections", "1000",
          "shared_buffers", "256MB");

  private static final List<String> SETTINGS =
      List.of(
          "server_version",
          "fsync",
          "full_page_writes",
          "synchronous_commit",
          "default_transaction_isolation",
          "max_connections",
          "shared_buffers");

  private final String url;
  private final String username;
  private final Secret password;
  private final @Nullable EmbeddedPostgres embedded;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private OptionalLong postmaster = OptionalLong.empty();
  private int room;
  private boolean prepared;

  private ServerUnderTest(
      String url, String username, Secret password, @Nullable EmbeddedPostgres embedded) {
    this.url = url;
    this.username = username;
    this.password = password;
    this.embedded = embedded;
  }

  /**
   * Opens the server at the address, or starts one when there is none, and makes the tables.
   *
   * @throws BenchException when there is no server, or the tables cannot be made
   */
  static ServerUnderTest open(@Nullable String address) {
    ServerUnderTest server = address == null ? embedded() : running(address);
    try (Connection connection = server.connect()) {
      server.prepare(connection);
      return server;
    } catch (SQLException e) {
      server.stop();
      throw new BenchException(
          "no PostgreSQL to measure at %s: %s%s"
              .formatted(
                  server.url,
                  Objects.toString(e.getMessage()).lines().findFirst().orElse(""),
                  Objects.toString(e.getSQLState(), "").startsWith("28") ? SIGN_IN : ""));
    } catch (RuntimeException e) {
      server.stop();
      throw e;
    }
  }

  /** No server, for what needs none. */
  static ServerUnderTest none() {
    return new ServerUnderTest("none", "none", Secret.of(""), null);
  }

  private static ServerUnderTest embedded() {
    try {
      EmbeddedPostgres started =
          EmbeddedPostgres.start(EmbeddedSettings.temporary().withParameters(DURABLE));
      return new ServerUnderTest(started.url(), started.username(), started.password(), started);
    } catch (EmbeddedPostgresException e) {
      throw new BenchException("cannot start an embedded PostgreSQL: " + e.getMessage());
    }
  }

  private static ServerUnderTest running(String given) {
    DatabaseAddress address = DatabaseAddress.parse(given, System.getenv());
    return new ServerUnderTest(address.jdbc(), address.username(), address.password(), null);
  }

  /**
   * Checks that the server takes so many connections more.
   *
   * @throws BenchException when it does not, with what can be done
   */
  void requireRoom(String scenario, int connections) {
    if (connections > room) {
      throw new BenchException(
          ("%s has up to %d connections open at once, and the server takes %d more: try"
                  + " --pool-size, fewer --contenders or --workers, or --jvm round")
              .formatted(scenario, connections, room));
    }
  }

  /** The JDBC address, without credentials. */
  public String url() {
    return url;
  }

  /** The role that signs in. */
  public String username() {
    return username;
  }

  /** Its password. */
  public Secret password() {
    return password;
  }

  /** The server's first process, when it runs on this machine and may be watched. */
  public OptionalLong postmaster() {
    return postmaster;
  }

  /** What the results say about it. */
  public Map<String, String> settings() {
    return settings;
  }

  /** Where it comes from, without its address. */
  String where() {
    if (embedded != null) {
      return "embedded";
    }
    return prepared ? "--url" : "none";
  }

  /** A new connection, which the caller closes. */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", username);
    properties.setProperty("password", password.reveal());
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("ApplicationName", "heddle-bench");
    return DriverManager.getConnection(url, properties);
  }

  /** Runs statements one by one, each committed. */
  public void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The message with the address, the credentials and the first process. */
  public Message into(Message message) {
    Message addressed =
        message.with("url", url).with("username", username).with("password", password.reveal());
    return postmaster.isPresent()
        ? addressed.with("postmaster", postmaster.getAsLong())
        : addressed;
  }

  /** Drops the schema, and stops the server when it was started for this. */
  @Override
  public void close() {
    if (embedded == null && prepared) {
      try {
        execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
      } catch (SQLException e) {
        System.err.printf("cannot drop schema %s at %s: %s%n", SCHEMA, url, e.getMessage());
      }
    }
    stop();
  }

  private void stop() {
    if (embedded != null) {
      embedded.close();
    }
  }

  private void prepare(Connection connection) throws SQLException {
    for (String name : SETTINGS) {
      settings.put(name, text(connection, "SHOW " + name));
    }
    room = Integer.parseInt(text(connection, ROOM));
    postmaster = parentOf(Long.parseLong(text(connection, "SELECT pg_backend_pid()")));
    String owner =
        text(
            connection,
            "SELECT coalesce((SELECT coalesce(obj_description(oid), 'unmarked') FROM pg_namespace"
                + " WHERE nspname = '%s'), 'absent')".formatted(SCHEMA));
    if (!owner.equals("absent") && !owner.equals(MARK)) {
      throw new BenchException(
          "%s has a schema %s that bench/run did not make; rename it or take another database"
              .formatted(url, SCHEMA));
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS %s CASCADE".formatted(SCHEMA));
      statement.execute("CREATE SCHEMA %s".formatted(SCHEMA));
      prepared = true;
      statement.execute("COMMENT ON SCHEMA %s IS '%s'".formatted(SCHEMA, MARK));
      statement.execute(
          ("CREATE TABLE %1$s.users (id bigint PRIMARY KEY, username text NOT NULL, email text NOT"
                  + " NULL)")
              .formatted(SCHEMA));
      statement.execute(
          "INSERT INTO %s.users SELECT i, 'user' || i, 'user' || i || '@example.org' FROM generate_series(1, %d) AS i"
              .formatted(SCHEMA, USERS));
      statement.execute(
          ("CREATE TABLE %1$s.notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author"
                  + " bigint NOT NULL, note text NOT NULL)")
              .formatted(SCHEMA));
      statement.execute("ANALYZE %s.users".formatted(SCHEMA));
      if (embedded != null) {
        statement.execute("CHECKPOINT");
      }
    }
  }

  /** The backend's parent, when this machine has such a process and it is PostgreSQL's. */
  private OptionalLong parentOf(long backend) {
    try {
      Path process = Path.of("/proc", Long.toString(backend));
      if (!Files.readString(process.resolve("comm")).startsWith("postgres")) {
        return OptionalLong.empty();
      }
      return ProcessHandle.of(backend)
          .flatMap(ProcessHandle::parent)
          .map(parent -> OptionalLong.of(parent.pid()))
          .orElse(OptionalLong.empty());
    } catch (java.io.IOException e) {
      return OptionalLong.empty();
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return Objects.toString(row.getString(1), "");
    }
  }
}
