package dev.heddle.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.config.EmbeddedSettings;
import dev.heddle.error.EmbeddedPostgresException;
import dev.heddle.testing.ConcurrentTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {

  /** Saves the disk of who tests; durability has a test of its own. */
  private static final Map<String, String> NOT_DURABLE = Map.of("fsync", "off");

  @TempDir private static Path template;

  private Path folder;
  private EmbeddedSettings kept;

  /** One initdb for all tests, since it takes longer than the rest of most of them. */
  @BeforeAll
  static void preparesAFolder() {
    EmbeddedPostgres.start(EmbeddedSettings.keptIn(template)).close();
  }

  @BeforeEach
  void choosesAFolderWithASpace(@TempDir Path temporary) throws IOException {
    folder = temporary.resolve("it's a folder");
    kept = EmbeddedSettings.keptIn(folder).withParameters(NOT_DURABLE);
    try (Stream<Path> files = Files.walk(template)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, folder.resolve(template.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @ConcurrentTest
  void madeTheDataForEveryLanguageAndWithChecksums() throws SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(kept)) {
      assertThat(query(postgres, "SELECT upper('ü')")).isEqualTo("Ü");
      assertThat(query(postgres, "SHOW data_checksums")).isEqualTo("on");
    }
  }

  @ConcurrentTest
  void keepsDataBetweenRuns() throws SQLException {
    try (EmbeddedPostgres first = EmbeddedPostgres.start(kept)) {
      execute(first, "CREATE TABLE kept AS SELECT 42 AS answer");
    }

    try (EmbeddedPostgres second = EmbeddedPostgres.start(kept)) {
      assertThat(query(second, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @ConcurrentTest
  void startsAfreshWhenAFirstRunLeftAnEmptyPassword(@TempDir Path folder) throws Exception {
    Files.createFile(folder.resolve("pgpass"));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(EmbeddedSettings.keptIn(folder))) {
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }
    Files.writeString(folder.resolve("pgpass"), "");
    assertThatThrownBy(() -> EmbeddedPostgres.start(EmbeddedSettings.keptIn(folder)))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("is missing or damaged");
  }

  @ConcurrentTest
  void offersTheDatabaseAndThePortThatWereAskedFor() throws SQLException, IOException {
    int port = freePort();

    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.start(kept.withDatabase("o'clock \"x\" 5%").withPort(port))) {
      assertThat(postgres.url()).startsWith("jdbc:postgresql://127.0.0.1:" + port + "/");
      assertThat(query(postgres, "SELECT current_database()")).isEqualTo("o'clock \"x\" 5%");
    }
  }

  @ConcurrentTest
  void isDurableUnlessToldOtherwise() throws SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(EmbeddedSettings.keptIn(folder))) {
      assertThat(query(postgres, "SHOW fsync")).isEqualTo("on");
      assertThat(query(postgres, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(query(postgres, "SHOW full_page_writes")).isEqualTo("on");
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(kept)) {
      assertThat(query(postgres, "SHOW fsync")).isEqualTo("off");
    }
  }

  @ConcurrentTest
  void logsOneLineWithTheAddressAndWithoutThePassword() {
    List<String> lines = new ArrayList<>();
    Logger logger = Logger.getLogger("dev.heddle");
    Handler handler = collector(lines);
    logger.addHandler(handler);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(kept)) {
      assertThat(lines).hasSize(1);
      assertThat(lines.getFirst())
          .contains("serves " + postgres.url() + ", data in " + folder)
          .doesNotContain(postgres.password().reveal());
    } finally {
      logger.removeHandler(handler);
    }
  }

  @ConcurrentTest
  void logHoldsNothingOfWhatStatementsBringAlong() throws SQLException, IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(kept);
        Connection connection = connect(postgres)) {
      for (String sql :
          List.of(
              "INSERT INTO pg_temp.vault VALUES (?), (?)",
              "SELECT ?::int + coalesce(?, '')::int",
              "SELECT set_config('work_mem', ?, false), ?")) {
        assertThatThrownBy(() -> failWith(connection, sql)).isInstanceOf(SQLException.class);
      }
      // Terminated from within: graver than an error.
      try (Statement statement = connection.createStatement()) {
        assertThatThrownBy(
                () -> statement.execute("SELECT pg_terminate_backend(pg_backend_pid()), 'planted'"))
            .isInstanceOf(SQLException.class);
      }
    }

    assertThat(folder.resolve("server.log"))
        .content()
        .contains("ready to accept connections")
        .doesNotContain("planted");
  }

  @ConcurrentTest
  void parametersThatAreSetGoBeforeItsOwn() throws SQLException {
    Map<String, String> talkative = Map.of("log_min_messages", "error", "fsync", "off");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(kept.withParameters(talkative))) {
      assertThat(query(postgres, "SHOW log_min_messages")).isEqualTo("error");
      assertThat(query(postgres, "SHOW log_min_error_statement")).isEqualTo("panic");
    }
  }

  @ConcurrentTest
  void filesAndFoldersThatItMakesAreForItsOwnerOnly() throws IOException {
    Path above = folder.resolve("above");
    Path own = above.resolve("own");
    EmbeddedPostgres.start(EmbeddedSettings.keptIn(own)).close();

    for (Path made : List.of(above, own, own.resolve("data"))) {
      assertThat(permissions(made)).as("%s", made).isEqualTo("rwx------");
    }
    for (String file : List.of("initdb.log", "server.log", "stop.log", "pgpass")) {
      assertThat(permissions(own.resolve(file))).as(file).isEqualTo("rw-------");
    }
  }

  @ConcurrentTest
  void saysWhenItsFolderCannotBeMade() throws IOException {
    Path file = Files.createFile(folder.resolve("a file"));

    assertThatThrownBy(() -> EmbeddedPostgres.start(EmbeddedSettings.keptIn(file)))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessage(
            "cannot set up the embedded PostgreSQL in "
                + file
                + ": "
                + file
                + " is not a folder; make it a writable folder, or set database.embedded.directory"
                + " to another folder or database.embedded.temporary to true");
    assertThatThrownBy(() -> EmbeddedPostgres.start(EmbeddedSettings.keptIn(file.resolve("below"))))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("database.embedded.directory")
        .hasMessageNotContaining("Exception");
  }

  @ConcurrentTest
  void wrongPasswordIsRefused() {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(kept)) {
      assertThatThrownBy(
              () -> DriverManager.getConnection(postgres.url(), postgres.username(), "wrong"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }
  }

  @ConcurrentTest
  void recoversFromAnOwnerThatWasKilled() throws SQLException, IOException {
    Postmaster orphan;
    try (EmbeddedOwner owner = EmbeddedOwner.of(folder)) {
      orphan = Postmaster.of(owner.folder().resolve("data")).orElseThrow();
    }
    assertThat(orphan.isAlive()).isTrue();

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(kept)) {
      assertThat(orphan.isAlive()).isFalse();
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  @ConcurrentTest
  void recoversFromAServerThatWasKilled() throws SQLException {
    try (EmbeddedPostgres first = EmbeddedPostgres.start(kept)) {
      execute(first, "CREATE TABLE kept AS SELECT 42 AS answer");
      ProcessHandle server = ProcessHandle.of(postmaster().pid()).orElseThrow();
      server.destroyForcibly();
      server.onExit().join();
    }

    try (EmbeddedPostgres second = EmbeddedPostgres.start(kept)) {
      assertThat(query(second, "SELECT answer FROM kept")).isEqualTo("42");
    }
  }

  @ConcurrentTest
  void recoversWhenTheServersNumberBelongsToAStrangerNow() throws SQLException, IOException {
    long stranger = ProcessHandle.current().pid();
    Files.writeString(
        folder.resolve("data/postmaster.pid"),
        String.join(
            "\n",
            Long.toString(stranger),
            folder.resolve("data").toString(),
            Long.toString(Instant.now().getEpochSecond()),
            "5432\n"));

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(kept)) {
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
      assertThat(postmaster().pid()).isNotEqualTo(stranger);
    }
  }

  @ConcurrentTest
  void startsAfreshWhenAFirstRunWasKilledHalfway() throws SQLException, IOException {
    Path half = folder.resolve("half");
    Files.createDirectories(half.resolve("data.new/base"));
    Files.writeString(half.resolve("data.new/postgresql.conf"), "half");

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(EmbeddedSettings.keptIn(half))) {
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  @ConcurrentTest
  void refusesAFolderThatThisProcessUses() throws SQLException {
    try (EmbeddedPostgres first = EmbeddedPostgres.start(kept)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(kept))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining(folder + " of the embedded PostgreSQL is in use by this process")
          .hasMessageEndingWith(
              "; stop that one, or set database.embedded.directory to another folder, or use that"
                  + " one's server: set database.url to the address in its log, database.username"
                  + " to postgres and database.password to what follows the last colon in "
                  + folder.resolve("pgpass"));
      assertThat(query(first, "SELECT 1")).isEqualTo("1");
    }
  }

  @ConcurrentTest
  void refusesAFolderThatAnotherProcessUses() throws IOException {
    try (EmbeddedOwner owner = EmbeddedOwner.of(folder)) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(kept))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("is in use by process " + owner.pid());
    }
    EmbeddedPostgres.start(kept).close();
  }

  @ConcurrentTest
  void refusesDataOfAnotherVersion() throws IOException {
    Files.writeString(folder.resolve("data/PG_VERSION"), "9\n");

    assertThatThrownBy(() -> EmbeddedPostgres.start(kept))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("is of PostgreSQL 9, but this is PostgreSQL 18.")
        .hasMessageContaining("delete that folder to start afresh")
        .hasMessageContaining("database.embedded.binaries");
  }

  @ConcurrentTest
  void refusesDataWithoutTheirPassword() throws IOException {
    Files.delete(folder.resolve("pgpass"));

    assertThatThrownBy(() -> EmbeddedPostgres.start(kept))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("pgpass is missing")
        .hasMessageContaining("delete that folder to start afresh");
  }

  @ConcurrentTest
  void saysWhenItsPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedPostgres.start(kept.withPort(taken.getLocalPort())))
          .isInstanceOf(EmbeddedPostgresException.class)
          .hasMessageContaining("on port " + taken.getLocalPort() + " (database.embedded.port)")
          .hasMessageContaining("Address already in use");
    }
  }

  @ConcurrentTest
  void saysWhenTheBinariesAreMissing() {
    assertThatThrownBy(() -> EmbeddedPostgres.start(kept.withBinaries(folder)))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("no PostgreSQL runs from " + folder)
        .hasMessageContaining("No such file or directory")
        .hasMessageContaining("database.embedded.binaries");
  }

  @ConcurrentTest
  void saysWhenTheServerDoesNotStart() {
    assertThatThrownBy(
            () -> EmbeddedPostgres.start(kept.withParameters(Map.of("no_such_parameter", "1"))))
        .isInstanceOf(EmbeddedPostgresException.class)
        .hasMessageContaining("in " + folder + " did not start after 3 attempts")
        .hasMessageContaining("unrecognized configuration parameter \"no_such_parameter\"");
    EmbeddedPostgres.start(kept).close();
  }

  @ConcurrentTest
  void stopsAlthoughAClientIsInATransaction() throws SQLException {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(kept);
    try (Connection client = connect(postgres);
        Statement statement = client.createStatement()) {
      client.setAutoCommit(false);
      statement.execute("SELECT 1");
      Postmaster server = postmaster();

      postgres.close();
      postgres.close();

      assertThat(server.isAlive()).isFalse();
    }
  }

  @ConcurrentTest
  void temporaryDataAreGoneAfterwards() throws SQLException {
    Path temporary;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(EmbeddedSettings.temporary())) {
      temporary = postgres.folder();
      assertThat(query(postgres, "SELECT 1")).isEqualTo("1");
    }
    assertThat(temporary).doesNotExist();
  }

  @ConcurrentTest
  void sweepsTheTemporaryDataOfAKilledRun() throws IOException {
    Path left;
    Postmaster orphan;
    try (EmbeddedOwner owner = EmbeddedOwner.ofTemporary()) {
      left = owner.folder();
      orphan = Postmaster.of(left.resolve("data")).orElseThrow();
    }
    assertThat(left).exists();

    EmbeddedPostgres.start(EmbeddedSettings.temporary()).close();

    assertThat(orphan.isAlive()).isFalse();
    assertThat(left).doesNotExist();
  }

  private Postmaster postmaster() {
    return Postmaster.of(folder.resolve("data")).orElseThrow();
  }

  private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
    return DriverManager.getConnection(
        postgres.url(), postgres.username(), postgres.password().reveal());
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Its parameters are of a unique key, no number, and no size of a memory. */
  private static void failWith(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TEMPORARY TABLE IF NOT EXISTS vault (word text UNIQUE)");
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, "planted");
      statement.setString(2, "planted");
      statement.execute();
    }
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String query(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static Handler collector(List<String> lines) {
    Thread asking = Thread.currentThread();
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        // Others log at the same time.
        if (Thread.currentThread() == asking) {
          lines.add(new SimpleFormatter().formatMessage(record));
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
