package dev.heddle.embedded;

import dev.heddle.error.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs PostgreSQL's own programs, each within a time limit and without this process's own {@code
 * PG…} variables.
 *
 * <p>The server refuses to run as root. On Linux root therefore runs it in a user namespace of its
 * own, where it has no name and no privilege but owns the same files.
 */
final class PostgresPrograms {

  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (([0-9]+)\\S*)");
  private static final Duration VERSION_LIMIT = Duration.ofSeconds(30);
  private static final int LOG_TAIL_LINES = 12;

  private final Path bin;
  private final String version;
  private final int major;

  private PostgresPrograms(Path bin) {
    this.bin = bin;
    String output = versionOutput();
    Matcher matcher = VERSION.matcher(output);
    if (!matcher.find()) {
      throw new EmbeddedPostgresException(
          "no PostgreSQL runs from "
              + bin
              + (isRootOnLinux() ? " (as root it needs user namespaces: unshare --user)" : "")
              + ", it said \""
              + output.strip()
              + "\"; set database.embedded.binaries to the bin folder of one that does, or"
              + " database.url to a running server",
          null);
    }
    this.version = matcher.group(1);
    this.major = Integer.parseInt(matcher.group(2));
  }

  /** The programs of an installed PostgreSQL, or else of the one that comes with the build. */
  static PostgresPrograms in(Optional<Path> bin) {
    return new PostgresPrograms(bin.orElseGet(() -> PostgresArchive.forThisMachine().unpacked()));
  }

  /** The version as PostgreSQL says it, for instance {@code 18.6}. */
  String version() {
    return version;
  }

  /** The first number of the version, which decides about the format of the data. */
  int major() {
    return major;
  }

  /**
   * Runs a program on a data folder until it ends and returns its exit code.
   *
   * @param log takes everything that the program writes, for its owner only to read; what was there
   *     is overwritten
   * @throws EmbeddedPostgresException when it cannot be started or takes longer than the limit
   */
  int run(Path data, Path log, Duration limit, String program, List<String> arguments) {
    try {
      Folders.writePrivately(log, "");
      return await(start(data, log, program, arguments), program, limit);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "cannot run " + bin.resolve(program) + ": " + Folders.reason(e), e);
    }
  }

  private Process start(Path data, Path log, String program, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (isRootOnLinux()) {
      command.addAll(List.of("unshare", "--user"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("PGDATA", data.toString());
    builder.environment().put("LC_ALL", "C");
    return builder.start();
  }

  /** The last lines of a log, for an error's message. */
  static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + Folders.reason(e) + ")";
    }
  }

  private String versionOutput() {
    try {
      Path output = Files.createTempFile("postgres-version", ".log");
      try {
        Process version = start(output.resolveSibling("none"), output, "postgres", List.of("-V"));
        await(version, "postgres", VERSION_LIMIT);
        return Files.readString(output);
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      // Without a program in between it is the operating system that says why, not a log.
      return String.valueOf(e.getMessage());
    }
  }

  private static int await(Process process, String program, Duration limit) {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      throw new EmbeddedPostgresException(
          program + " did not end within " + limit.toSeconds() + " s", null);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("interrupted while " + program + " ran", e);
    }
  }

  private static boolean isRootOnLinux() {
    return "root".equals(System.getProperty("user.name"))
        && "Linux".equals(System.getProperty("os.name"));
  }
}
