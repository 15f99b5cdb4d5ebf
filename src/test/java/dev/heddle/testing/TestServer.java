package dev.heddle.testing;

import dev.heddle.config.EmbeddedSettings;
import dev.heddle.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/**
 * The one PostgreSQL of this JVM: started at first use, on a free port, in a temporary folder,
 * stopped with the JVM.
 *
 * <p>The system property {@code heddle.test.postgres} chooses another than the embedded one: {@code
 * system} for Debian's PostgreSQL 15, or the {@code bin} folder of an installed one.
 */
final class TestServer {

  /**
   * The application name of the test support's own connections, which tests must not count: the
   * server may still show one a moment after it was closed.
   */
  static final String QUESTIONS = "test-questions";

  private static final String PROPERTY = "heddle.test.postgres";

  private static final Map<String, String> FAST_NOT_DURABLE =
      Map.of(
          "fsync", "off",
          "full_page_writes", "off",
          "synchronous_commit", "off",
          "max_connections", "300");

  private TestServer() {}

  /** The settings of a server with the chosen programs. */
  static EmbeddedSettings settings() {
    EmbeddedSettings settings = EmbeddedSettings.temporary().withParameters(FAST_NOT_DURABLE);
    String chosen = System.getProperty(PROPERTY, "");
    return switch (chosen) {
      case "" -> settings;
      case "system" -> settings.withBinaries(Path.of("/usr/lib/postgresql/15/bin"));
      default -> settings.withBinaries(Path.of(chosen));
    };
  }

  /** The server's address with another database. */
  static String url(String database) {
    String url = Started.SERVER.url();
    return url.substring(0, url.lastIndexOf('/') + 1) + database;
  }

  /** A new connection of the superuser for a test. */
  static Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        url(database), Started.SERVER.username(), Started.SERVER.password().reveal());
  }

  /** A new connection of the superuser for the test support itself. */
  static Connection question(String database) throws SQLException {
    return DriverManager.getConnection(
        url(database) + "?ApplicationName=" + QUESTIONS,
        Started.SERVER.username(),
        Started.SERVER.password().reveal());
  }

  /** Starts the server when it is first asked for. */
  private static final class Started {

    private static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      EmbeddedPostgres server = EmbeddedPostgres.start(settings());
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop-test-postgres"));
      return server;
    }
  }
}
