package dev.heddle.embedded;

import dev.heddle.error.EmbeddedPostgresException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * PostgreSQL's files in a folder, and the server process on them. The caller holds the folder's
 * lock, so that a server found running on it is an orphan of a killed run.
 *
 * <p>The server starts through {@code pg_ctl}, which takes it out of the terminal's process group:
 * Ctrl-C then reaches this process only, which can finish its work before it stops the server.
 */
final class Cluster {

  static final String SUPERUSER = "postgres";

  /** A free port may be taken by another before the server has it. */
  private static final int START_ATTEMPTS = 3;

  private static final Duration INITIALIZE_LIMIT = Duration.ofMinutes(2);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration FAST_STOP_LIMIT = Duration.ofSeconds(10);
  private static final Duration IMMEDIATE_STOP_LIMIT = Duration.ofSeconds(5);

  /** How much longer than its own limit {@code pg_ctl} itself may take. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /**
   * The server's log holds nothing of what statements bring along. The message of an error quotes
   * values ("invalid input syntax for type integer: …"), and so do its details ("Key (…)=(…)
   * already exists."); and behind graver messages comes the statement that ran.
   */
  private static final Map<String, String> DISCREET =
      Map.of("log_min_messages", "log", "log_min_error_statement", "panic");

  /** The first version with a collation provider that is the same on every system. */
  private static final int BUILTIN_LOCALE_SINCE = 17;

  private final Path folder;
  private final Path data;
  private final PostgresPrograms programs;
  private final PasswordFile passwordFile;

  Cluster(Path folder, PostgresPrograms programs) {
    this.folder = folder;
    this.data = folder.resolve("data");
    this.programs = programs;
    this.passwordFile = new PasswordFile(PasswordFile.in(folder), SUPERUSER);
  }

  /**
   * After this the files are there, fit for these programs, and no server runs on them.
   *
   * @param durable whether the new files are flushed to the disk
   * @return the superuser's password
   */
  String prepare(boolean durable) throws IOException {
    stopOrphan();
    if (Files.exists(data)) {
      requireSameMajorVersion();
      return passwordFile.read();
    }
    String password = passwordFile.create();
    initialize(password, durable);
    return password;
  }

  /** Starts the server, on a free port if none is given, and returns its port. */
  int start(int configuredPort, Map<String, String> parameters) throws IOException {
    Path log = folder.resolve("server.log");
    for (int attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
      int port = configuredPort == 0 ? freePort() : configuredPort;
      writeParameters(port, parameters);
      if (control(log, START_LIMIT, "start") == 0) {
        return port;
      }
      stopOrphan();
    }
    throw new EmbeddedPostgresException(
        "the embedded PostgreSQL in "
            + folder
            + " did not start after "
            + START_ATTEMPTS
            + " attempts"
            + (configuredPort == 0
                ? ""
                : " on port " + configuredPort + " (database.embedded.port)")
            + "; its log ends with:\n"
            + PostgresPrograms.tail(log),
        null);
  }

  /** Stops the server within a bounded time: fast, then at once, then by force. */
  void stop() {
    Path log = folder.resolve("stop.log");
    if (control(log, FAST_STOP_LIMIT, "stop", "--mode=fast") != 0
        && control(log, IMMEDIATE_STOP_LIMIT, "stop", "--mode=immediate") != 0) {
      postmaster()
          .filter(Postmaster::isAlive)
          .flatMap(found -> ProcessHandle.of(found.pid()))
          .ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  /** Stops the server of a killed run, and forgets one whose number another process has now. */
  void stopOrphan() throws IOException {
    Optional<Postmaster> found = postmaster();
    if (found.filter(Postmaster::isAlive).isPresent()) {
      stop();
    } else if (found.filter(Postmaster::isReplaced).isPresent()) {
      Files.deleteIfExists(data.resolve("postmaster.pid"));
    }
  }

  /** The server process that the files name. */
  Optional<Postmaster> postmaster() {
    return Postmaster.of(data);
  }

  private void requireSameMajorVersion() throws IOException {
    String found = Files.readString(data.resolve("PG_VERSION")).strip();
    if (!found.equals(Integer.toString(programs.major()))) {
      throw new EmbeddedPostgresException(
          "the data in %1$s is of PostgreSQL %2$s, but this is PostgreSQL %3$s; delete that folder to start afresh, or set database.embedded.binaries to the bin folder of a PostgreSQL %2$s to go on (and to dump the data)"
              .formatted(folder, found, programs.version()),
          null);
    }
  }

  /** Prepares the files beside their place, so that a killed run leaves no half of them there. */
  private void initialize(String password, boolean durable) throws IOException {
    Path fresh = folder.resolve("data.new");
    Folders.delete(fresh);
    Path log = folder.resolve("initdb.log");
    Path passwordOnly = folder.resolve("initdb-password");
    Folders.writePrivately(passwordOnly, password);
    try {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "--username=" + SUPERUSER,
                  "--pwfile=" + passwordOnly,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--no-locale"));
      if (programs.major() >= BUILTIN_LOCALE_SINCE) {
        arguments.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
      }
      if (!durable) {
        arguments.add("--no-sync");
      }
      if (programs.run(fresh, log, INITIALIZE_LIMIT, "initdb", arguments) != 0) {
        throw new EmbeddedPostgresException(
            "initdb failed in " + folder + "; it said:\n" + PostgresPrograms.tail(log), null);
      }
    } finally {
      Files.delete(passwordOnly);
    }
    Files.writeString(
        fresh.resolve("postgresql.conf"), "include 'heddle.conf'\n", StandardOpenOption.APPEND);
    Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
  }

  private void writeParameters(int port, Map<String, String> parameters) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(DISCREET);
    all.putAll(parameters);
    all.put("port", Integer.toString(port));
    all.put("listen_addresses", "127.0.0.1");
    all.put("unix_socket_directories", "");
    Files.writeString(
        data.resolve("heddle.conf"),
        all.entrySet().stream()
            .map(entry -> entry.getKey() + " = '" + entry.getValue().replace("'", "''") + "'\n")
            .collect(Collectors.joining("", "# written at each start\n", "")));
  }

  private int control(Path log, Duration limit, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--wait", "--timeout=" + limit.toSeconds()));
    return programs.run(data, log, limit.plus(GRACE), "pg_ctl", all);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
