package dev.heddle.faults;

import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.Secret;
import dev.heddle.embedded.TestCluster;
import dev.heddle.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A PostgreSQL of the test's own, to be broken: its commits survive a crash of its processes. One
 * thread at a time gives it orders.
 */
public final class PostgresServer implements AutoCloseable {

  /** The application name of the bench's own connections. */
  private static final String QUESTIONS = "fault-bench";

  private static final String DATABASE = "heddle";
  private static final String ROLE = "app";
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String CLIENTS =
      " FROM pg_stat_activity WHERE usename = '%s' AND backend_type = 'client backend'"
          .formatted(ROLE);

  /** No flush to the disk: processes are killed here, but the machine is not. */
  private static final Map<String, String> PARAMETERS =
      Map.of("fsync", "off", "synchronous_commit", "on", "max_connections", "120");

  private static final Set<String> PASSWORDS = ConcurrentHashMap.newKeySet();

  private final TestCluster cluster;
  private Map<String, String> parameters;
  private volatile String rolePassword;

  private PostgresServer(TestCluster cluster, Map<String, String> parameters, String rolePassword) {
    this.cluster = cluster;
    this.parameters = parameters;
    this.rolePassword = rolePassword;
    PASSWORDS.add(rolePassword);
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-fault-postgres"));
  }

  /** The one that all rows share which leave it running and clean. */
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  /** The passwords of all, now and before. */
  static Set<String> passwords() {
    return PASSWORDS;
  }

  /** A new one; close it. */
  public static PostgresServer start() {
    return start(Map.of());
  }

  /** A new one with further parameters of {@code postgresql.conf}; close it. */
  public static PostgresServer start(Map<String, String> more) {
    Map<String, String> parameters = new LinkedHashMap<>(PARAMETERS);
    parameters.putAll(more);
    TestCluster cluster = TestCluster.create();
    String password = Long.toHexString(ThreadLocalRandom.current().nextLong());
    PostgresServer server = new PostgresServer(cluster, parameters, password);
    server.startAgain();
    server.executeIn("postgres", "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(ROLE, password));
    server.executeIn("postgres", "CREATE DATABASE %s OWNER %s".formatted(DATABASE, ROLE));
    server.execute("GRANT ALL ON SCHEMA public TO " + ROLE);
    for (String kind : new String[] {"TABLES", "SEQUENCES", "FUNCTIONS"}) {
      server.execute("ALTER DEFAULT PRIVILEGES GRANT ALL ON %s TO %s".formatted(kind, ROLE));
    }
    return server;
  }

  /** The shipped defaults for this server and a role that is no superuser. */
  public DatabaseSettings settings() {
    return DatabaseSettings.of(url(), ROLE, Secret.of(rolePassword));
  }

  /** The JDBC address, without credentials. */
  public String url() {
    return url(DATABASE);
  }

  /** The port, which stays the same when it is stopped and started. */
  public int port() {
    return cluster.port();
  }

  /** The folder of the server's data, for configuration files and certificates. */
  public Path data() {
    return cluster.data();
  }

  /** A new connection of the superuser. */
  public Connection connect() throws SQLException {
    return connect(DATABASE);
  }

  /** Runs statements one by one as the superuser, each committed. */
  public void execute(String... statements) {
    for (String sql : statements) {
      executeIn(DATABASE, sql);
    }
  }

  /** The number that a query returns, seen by the superuser. */
  public long count(String query) {
    return numbers(query, 1)[0];
  }

  /** Connections of the service's role now. */
  public long backends() {
    return count("SELECT count(*)" + CLIENTS);
  }

  /** Connections of the service's role that run something or are in a transaction now. */
  public long busyBackends() {
    return count("SELECT count(*)" + CLIENTS + " AND state <> 'idle'");
  }

  /** What the connections do that are not idle, for a failure's message. */
  public String activity() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT string_agg(state || ' ' || coalesce(wait_event, '') || ' since ' ||"
                    + " (clock_timestamp() - state_change) || ': ' || query, '; ')"
                    + CLIENTS
                    + " AND state <> 'idle'")) {
      row.next();
      return "" + row.getString(1);
    } catch (SQLException e) {
      return "cannot be asked: " + e.getSQLState();
    }
  }

  /** Ends all connections of the service's role; returns how many there were. */
  public long terminateAll() {
    return count("SELECT count(pg_terminate_backend(pid))" + CLIENTS);
  }

  /**
   * Connections that were ended.
   *
   * @param all how many
   * @param atWork of these, those that ran something or were in a transaction
   */
  public record Ended(long all, long atWork) {}

  /** Ends one connection of the service's role by chance, if there is one. */
  public Ended terminateOne() {
    long[] ended =
        numbers(
            "SELECT count(pg_terminate_backend(pid)), count(*) FILTER (WHERE state <> 'idle')"
                + " FROM (SELECT pid, state"
                + CLIENTS
                + " ORDER BY random() LIMIT 1) AS one",
            2);
    return new Ended(ended[0], ended[1]);
  }

  /** Kills one process of the service's connections; the server then recovers from a crash. */
  public void killOne() {
    long pid = count("SELECT pid" + CLIENTS + " ORDER BY random() LIMIT 1");
    signal("KILL", List.of(pid));
  }

  /** Stops every process of the server where it is; connections stay open and silent. */
  public void freeze() {
    freezePostmaster();
    signal("STOP", children());
  }

  /** Stops the process that accepts connections; the others go on. */
  public void freezePostmaster() {
    signal("STOP", List.of(cluster.postmaster()));
  }

  /** Lets everything go on. */
  public void thaw() {
    signal("CONT", children());
    signal("CONT", List.of(cluster.postmaster()));
  }

  /** Stops it without a farewell, as a crash would. */
  public void stopAtOnce() {
    cluster.stopAtOnce();
  }

  /** Stops it in an orderly way. */
  public void stop() {
    cluster.stop();
  }

  /** Starts it on the port that it had, and returns when it accepts. */
  public void startAgain() {
    cluster.start(parameters);
  }

  /** Changes one of the server's parameters that takes effect when files are read again. */
  public void set(String parameter, String value) {
    execute("ALTER SYSTEM SET %s = '%s'".formatted(parameter, value));
    cluster.reload();
  }

  /** Gives the service's role another password; open connections stay. */
  public void changePassword(String password) {
    execute("ALTER ROLE %s PASSWORD '%s'".formatted(ROLE, password));
    rolePassword = password;
    PASSWORDS.add(password);
  }

  /** Whether it accepts a connection now; returns within about a second. */
  public boolean accepts() {
    try (Connection connection = connect("postgres", 1)) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  /** Waits until it accepts connections, and returns the {@link System#nanoTime()} of that. */
  public long awaitAccepting() {
    Await.until(SOON, this::accepts, "the server accepts connections");
    return System.nanoTime();
  }

  /** A running copy that follows this server's commits; close it. */
  public PostgresServer standby() {
    cluster.stop();
    TestCluster copy = cluster.copy();
    startAgain();
    PostgresServer standby = new PostgresServer(copy, parameters, rolePassword);
    standby.follow(this);
    Await.until(
        SOON,
        () -> count("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") == 1,
        "the standby streams");
    return standby;
  }

  /** Starts it, while it is stopped, as a standby of another one. */
  public void follow(PostgresServer primary) {
    try {
      Files.createFile(data().resolve("standby.signal"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    parameters = new LinkedHashMap<>(parameters);
    parameters.put(
        "primary_conninfo",
        "host=127.0.0.1 port=%d user=%s password=%s application_name=standby"
            .formatted(
                primary.port(), primary.cluster.superuser(), primary.cluster.password().reveal()));
    startAgain();
  }

  /** Makes a standby accept writes. */
  public void promote() {
    cluster.promote();
  }

  /** Stops it, frozen or not, and deletes its files; idempotent. */
  @Override
  public void close() {
    if (cluster.isRunning()) {
      thaw();
    }
    cluster.close();
  }

  private List<Long> children() {
    return ProcessHandle.of(cluster.postmaster()).stream()
        .flatMap(ProcessHandle::descendants)
        .map(ProcessHandle::pid)
        .toList();
  }

  private static void signal(String name, List<Long> processes) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    processes.forEach(pid -> command.add(Long.toString(pid)));
    try {
      new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new AssertionError("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private long[] numbers(String query, int columns) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      long[] numbers = new long[columns];
      for (int i = 0; i < columns; i++) {
        numbers[i] = row.getLong(i + 1);
      }
      return numbers;
    } catch (SQLException e) {
      throw new AssertionError("cannot run: " + query, e);
    }
  }

  private void executeIn(String database, String sql) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError("cannot run: " + sql, e);
    }
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
  }

  private Connection connect(String database) throws SQLException {
    return connect(database, (int) SOON.toSeconds());
  }

  private Connection connect(String database, int seconds) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", cluster.superuser());
    properties.setProperty("password", cluster.password().reveal());
    properties.setProperty("ApplicationName", QUESTIONS);
    properties.setProperty("connectTimeout", Integer.toString(seconds));
    properties.setProperty("socketTimeout", Integer.toString(seconds));
    return DriverManager.getConnection(url(database), properties);
  }

  /** Starts it when it is first asked for. */
  private static final class Shared {

    private static final PostgresServer SERVER = start();
  }
}
