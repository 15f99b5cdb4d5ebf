package dev.heddle.embedded;

import dev.heddle.config.EmbeddedSettings;
import dev.heddle.config.Secret;
import dev.heddle.error.EmbeddedPostgresException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A real PostgreSQL for development and tests, reachable from this machine only, until it is
 * closed.
 *
 * <p>Whoever starts it closes it: there is no shutdown hook here, since a hook of its own would
 * race with the draining of those who still use the server. A run that was killed is recovered from
 * by the next one. Commits are as durable as PostgreSQL's own defaults make them.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final System.Logger LOGGER = System.getLogger(EmbeddedPostgres.class.getName());

  private final OwnedFolder folder;
  private final Cluster cluster;
  private final int port;
  private final String database;
  private final Secret password;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedPostgres(
      OwnedFolder folder, Cluster cluster, int port, String database, Secret password) {
    this.folder = folder;
    this.cluster = cluster;
    this.port = port;
    this.database = database;
    this.password = password;
  }

  /**
   * Starts a server and creates its database if that is missing; says so in one log line.
   *
   * @param settings where and what
   * @return the running server
   * @throws EmbeddedPostgresException when there are no programs for this machine, the folder is in
   *     use by another process or holds another version's data, or the server does not start
   */
  public static EmbeddedPostgres start(EmbeddedSettings settings) {
    PostgresPrograms programs = PostgresPrograms.in(settings.binaries());
    try {
      OwnedFolder folder =
          settings.folder().isPresent()
              ? OwnedFolder.kept(settings.folder().get())
              : OwnedFolder.temporary();
      try {
        if (folder.isTemporary()) {
          folder.sweepStale(stale -> stopOrphan(stale, programs));
        }
        return startIn(folder, programs, settings);
      } catch (IOException | RuntimeException e) {
        folder.close();
        throw e;
      }
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot set up the embedded PostgreSQL in "
              + settings.folder().map(Path::toString).orElse("a temporary folder")
              + ": "
              + Folders.reason(e)
              + (settings.folder().isPresent()
                  ? "; make it a writable folder, or set database.embedded.directory to another"
                      + " folder or database.embedded.temporary to true"
                  : "; make the system's folder for temporary files writable, or set"
                      + " database.embedded.temporary to false"),
          e);
    }
  }

  /**
   * The address of its database, without credentials.
   *
   * @return a JDBC address on the loopback interface
   */
  public String url() {
    return url(port, database);
  }

  /**
   * The superuser, who owns the database.
   *
   * @return the role to sign in as
   */
  public String username() {
    return Cluster.SUPERUSER;
  }

  /**
   * The superuser's password, made up when the data were.
   *
   * @return the password; never logged
   */
  public Secret password() {
    return password;
  }

  /** Stops the server within 25 s and deletes a temporary folder; idempotent. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      try (folder) {
        cluster.stop();
      } catch (IOException e) {
        LOGGER.log(System.Logger.Level.WARNING, "cannot clean up " + folder.path(), e);
      }
    }
  }

  /** The folder that this server owns. */
  Path folder() {
    return folder.path();
  }

  private static EmbeddedPostgres startIn(
      OwnedFolder folder, PostgresPrograms programs, EmbeddedSettings settings) throws IOException {
    Cluster cluster = new Cluster(folder.path(), programs);
    String password = cluster.prepare(!folder.isTemporary());
    int port = cluster.start(settings.port(), settings.parameters());
    try {
      createDatabase(url(port, "postgres"), password, settings.database());
    } catch (SQLException e) {
      cluster.stop();
      throw new EmbeddedPostgresException(
          "cannot create the database '"
              + settings.database()
              + "' of the embedded PostgreSQL in "
              + folder.path()
              + " (SQLSTATE "
              + e.getSQLState()
              + ")",
          e);
    }
    LOGGER.log(
        System.Logger.Level.INFO,
        "embedded PostgreSQL {0} serves {1}, data in {2}",
        programs.version(),
        url(port, settings.database()),
        folder.path() + (folder.isTemporary() ? " (temporary)" : ""));
    return new EmbeddedPostgres(folder, cluster, port, settings.database(), Secret.of(password));
  }

  private static void stopOrphan(Path folder, PostgresPrograms programs) {
    try {
      new Cluster(folder, programs).stopOrphan();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void createDatabase(String url, String password, String database)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection(url, Cluster.SUPERUSER, password);
        PreparedStatement missing =
            connection.prepareStatement(
                "SELECT format('CREATE DATABASE %I', wanted) FROM (SELECT ?::text AS wanted) AS w"
                    + " WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = wanted)");
        Statement creation = connection.createStatement()) {
      missing.setString(1, database);
      try (ResultSet statement = missing.executeQuery()) {
        if (statement.next()) {
          creation.execute(statement.getString(1));
        }
      }
    }
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:"
        + port
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8);
  }
}
