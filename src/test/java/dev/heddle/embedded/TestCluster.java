package dev.heddle.embedded;

import dev.heddle.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files and the process of a PostgreSQL that a test may break: stopped at once, started again
 * on the same port, copied, promoted. In a temporary folder that is gone after {@link #close}.
 */
public final class TestCluster implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final OwnedFolder folder;
  private final PostgresPrograms programs;
  private final Cluster cluster;
  private final Secret password;
  private int port;

  private TestCluster(
      OwnedFolder folder, PostgresPrograms programs, Cluster cluster, Secret password) {
    this.folder = folder;
    this.programs = programs;
    this.cluster = cluster;
    this.password = password;
  }

  /** New files of the PostgreSQL that comes with the build; nothing runs yet. */
  public static TestCluster create() {
    try {
      PostgresPrograms programs = PostgresPrograms.in(Optional.empty());
      OwnedFolder folder = OwnedFolder.temporary();
      Cluster cluster = new Cluster(folder.path(), programs);
      return new TestCluster(folder, programs, cluster, Secret.of(cluster.prepare(false)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A copy of the files, which must be at rest. */
  public TestCluster copy() {
    try {
      OwnedFolder target = OwnedFolder.temporary();
      copyTree(data(), target.path().resolve("data"));
      Files.copy(folder.path().resolve("pgpass"), target.path().resolve("pgpass"));
      return new TestCluster(target, programs, new Cluster(target.path(), programs), password);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of the data, for configuration files. */
  public Path data() {
    return folder.path().resolve("data");
  }

  /** The superuser's name. */
  public String superuser() {
    return Cluster.SUPERUSER;
  }

  /** The superuser's password. */
  public Secret password() {
    return password;
  }

  /** The port that it had when it was started last. */
  public int port() {
    return port;
  }

  /** Starts the server, on the port that it had before, and returns when it accepts. */
  public void start(Map<String, String> parameters) {
    try {
      port = cluster.start(port, parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it without a farewell, as a crash would; what was committed is kept. */
  public void stopAtOnce() {
    control("stop", "--mode=immediate");
  }

  /** Stops it in an orderly way; clients are thrown out. */
  public void stop() {
    cluster.stop();
  }

  /** Makes a standby a server of its own. */
  public void promote() {
    control("promote");
  }

  /** Reads the configuration files again. */
  public void reload() {
    if (programs.run(data(), log(), LIMIT, "pg_ctl", List.of("reload")) != 0) {
      throw new IllegalStateException("not reloaded: " + PostgresPrograms.tail(log()));
    }
  }

  /** The number of the process that started all others. */
  public long postmaster() {
    return cluster.postmaster().orElseThrow().pid();
  }

  /** Whether the server runs. */
  public boolean isRunning() {
    return cluster.postmaster().filter(Postmaster::isAlive).isPresent();
  }

  @Override
  public void close() {
    try (folder) {
      if (isRunning()) {
        stopAtOnce();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void control(String... arguments) {
    List<String> all =
        Stream.concat(Stream.of(arguments), Stream.of("--wait", "--timeout=20")).toList();
    if (programs.run(data(), log(), LIMIT, "pg_ctl", all) != 0) {
      throw new IllegalStateException(all + ": " + PostgresPrograms.tail(log()));
    }
  }

  private Path log() {
    return folder.path().resolve("control.log");
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path file : (Iterable<Path>) tree::iterator) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
