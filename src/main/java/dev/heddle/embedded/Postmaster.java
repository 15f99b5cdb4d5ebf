package dev.heddle.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The server process that a data folder's {@code postmaster.pid} names, told apart from a stranger
 * to whom the system gave the same number since.
 *
 * @param pid the process
 * @param started when the server says that it began
 */
record Postmaster(long pid, Instant started) {

  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);

  /** What the file says, whether or not that process still lives. */
  static Optional<Postmaster> of(Path data) {
    try {
      // Line 1 is the process, line 3 the second of its start (PostgreSQL, "miscadmin.h").
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return Optional.of(
          new Postmaster(
              Long.parseLong(lines.get(0).strip()),
              Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip()))));
    } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  /** Whether that very server runs. */
  boolean isAlive() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isServer).isPresent();
  }

  /** Whether the number now belongs to a process that is not this server. */
  boolean isReplaced() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() && !isAlive();
  }

  private boolean isServer(ProcessHandle process) {
    ProcessHandle.Info info = process.info();
    boolean sameProgram =
        info.command()
            .map(command -> Path.of(command).getFileName().toString())
            .filter(name -> name.startsWith("postgres"))
            .isPresent();
    boolean sameStart =
        info.startInstant()
            .map(at -> Duration.between(at, started).abs().compareTo(CLOCK_TOLERANCE) < 0)
            .orElse(true);
    return sameProgram && sameStart;
  }
}
