package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.heddle.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * The ledger's own disk, a small file system in memory, has no space left. Mounting it takes a
 * privilege; without it the row is skipped and says so.
 */
@FaultRow(17)
class Row17DiskFullIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration FULL = Scale.time(Duration.ofSeconds(2), Duration.ofSeconds(20));

  @Test
  void readsWhileWritesAreRefused(PostgresServer server, Score score) throws IOException {
    try (SmallDisk disk = SmallDisk.mounted("6m")) {
      try (Bench bench = Bench.start(server, score).awaitFull()) {
        server.execute(
            "DROP TABLE ledger",
            "CREATE TABLESPACE small LOCATION '%s'".formatted(disk.folder()),
            "CREATE TABLE ledger (request bigint, ballast text DEFAULT repeat('x', 1000))"
                + " TABLESPACE small");
        fillAndFree(bench, score, disk);
      } finally {
        server.execute("DROP TABLE IF EXISTS ledger", "DROP TABLESPACE IF EXISTS small");
      }
    }
  }

  private static void fillAndFree(Bench bench, Score score, SmallDisk disk) throws IOException {
    Load load = Load.start(bench, 10, Duration.ofMillis(10));
    Await.until(LIMIT, () -> load.successes() > 100, "it serves before the fault");
    Path ballast = disk.fill();
    Await.until(LIMIT, () -> load.errors() > 10, "writes are refused");
    long reads = System.nanoTime();
    long failedReads = 0;
    while (Bench.since(reads).compareTo(FULL) < 0) {
      failedReads += bench.get("/ledger/1").isSuccess() ? 0 : 1;
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    score.injected(load.errors()).atMost("failed reads", failedReads, 0);

    Files.delete(ballast);
    long start = System.nanoTime();
    Await.until(LIMIT, bench::serves, "it writes again");
    Duration recovery = Bench.since(start);
    load.stop();
    score.recovery(recovery).errors(load.errors()).latency(load.worst());
    score.atMost("writing after", recovery, Duration.ofSeconds(2));
    score.atMost("errors without Retry-After", load.unshed(), 0);
    assertThat(load.errorsByKind()).doesNotContainKey("500");
  }

  /** A file system of a few megabytes. */
  private record SmallDisk(Path root, Path folder) implements AutoCloseable {

    static SmallDisk mounted(String size) throws IOException {
      Path root = Files.createTempDirectory("heddle-small-disk");
      boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + size, "none", root.toString());
      if (!mounted) {
        Files.delete(root);
      }
      assumeThat(mounted).as("a disk can be filled: mounting one takes a privilege").isTrue();
      return new SmallDisk(root, Files.createDirectory(root.resolve("data")));
    }

    /** Takes all the space there is; delete the file to give it back. */
    Path fill() throws IOException {
      Path ballast = root.resolve("ballast");
      byte[] block = new byte[4096];
      try (var out = Files.newOutputStream(ballast)) {
        while (true) {
          out.write(block);
        }
      } catch (IOException full) {
        return ballast;
      }
    }

    @Override
    public void close() throws IOException {
      if (!run("umount", root.toString())) {
        run("umount", "--lazy", root.toString());
      }
      Files.delete(root);
    }

    private static boolean run(String... command) throws IOException {
      try {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }
}
