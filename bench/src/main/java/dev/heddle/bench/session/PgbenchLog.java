package dev.heddle.bench.session;

import dev.heddle.bench.child.CpuTimes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * pgbench's log of transactions, those that ended within the measured time. A line is: client,
 * number, microseconds, script, second and microsecond of its end (PostgreSQL's documentation of
 * pgbench, "Per-Transaction Logging").
 */
final class PgbenchLog {

  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final long from;
  private final long to;
  private final long[] counts;
  private final Histogram session = new Histogram(LONGEST_NANOS, 3);

  private PgbenchLog(long from, long to, int workers) {
    this.from = from;
    this.to = to;
    this.counts = new long[workers];
  }

  /** Reads the logs of all threads in the folder. */
  static PgbenchLog read(Path folder, Load load) throws IOException {
    List<long[]> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "log.*")) {
      for (Path file : files) {
        read(file, all);
      }
    }
    return of(all, load);
  }

  /** Whether some entries were written. */
  static boolean isBegun(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "log.*")) {
      for (Path file : files) {
        if (Files.size(file) > 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** Deletes all files and the folder: a log has a line for each transaction. */
  static void delete(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** Of entries of client, nanoseconds and end in microseconds. */
  static PgbenchLog of(List<long[]> all, Load load) {
    long first = all.stream().mapToLong(entry -> entry[2]).min().orElse(0);
    long from = first + load.settleNanos() / 1_000;
    long last = all.stream().mapToLong(entry -> entry[2]).max().orElse(0);
    long to = Math.max(from + 1, Math.min(last, from + load.nanos() / 1_000));
    PgbenchLog log = new PgbenchLog(from, to, load.workers());
    all.forEach(log::add);
    return log;
  }

  /** The figures, with the processors' work between those looks that are nearest to the time. */
  Measured measured(NavigableMap<Long, CpuTimes> looks) {
    long[] sorted = counts.clone();
    Arrays.sort(sorted);
    long sessions = Arrays.stream(sorted).sum();
    return new Measured(
        sessions,
        (to - from) * 1_000,
        0,
        "",
        sorted[0],
        (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2.0,
        sorted[sorted.length - 1],
        (int) Arrays.stream(sorted).filter(count -> count == 0).count(),
        0,
        0,
        new Histogram(LONGEST_NANOS, 3),
        1,
        session,
        cpu(looks));
  }

  /** Scaled to the measured time, since looks are taken at other moments. */
  private CpuTimes cpu(NavigableMap<Long, CpuTimes> looks) {
    Map.Entry<Long, CpuTimes> start = looks.ceilingEntry(from);
    Map.Entry<Long, CpuTimes> end = looks.floorEntry(to);
    if (start == null || end == null || end.getKey() <= start.getKey()) {
      return new CpuTimes(-1, -1, -1, -1);
    }
    double scale = (to - from) / (double) (end.getKey() - start.getKey());
    CpuTimes used = end.getValue().since(start.getValue());
    return new CpuTimes(
        scaled(used.client(), scale),
        scaled(used.server(), scale),
        scaled(used.busy(), scale),
        scaled(used.available(), scale));
  }

  private static long scaled(long nanos, double scale) {
    return nanos < 0 ? nanos : (long) (nanos * scale);
  }

  private void add(long[] entry) {
    if (entry[2] >= from && entry[2] < to) {
      counts[(int) entry[0]]++;
      session.recordValue(Math.min(entry[1], LONGEST_NANOS));
    }
  }

  private static void read(Path file, List<long[]> entries) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        long[] entry = entry(line);
        if (entry != null) {
          entries.add(entry);
        }
      }
    }
  }

  /** The client, nanoseconds, and the end in microseconds; null for a line that was cut off. */
  static long @Nullable [] entry(String line) {
    String[] words = line.split(" ", -1);
    if (words.length < 6 || words[5].length() < 1) {
      return null;
    }
    return new long[] {
      Long.parseLong(words[0]),
      Long.parseLong(words[2]) * 1_000,
      Long.parseLong(words[4]) * 1_000_000 + Long.parseLong(words[5])
    };
  }
}
