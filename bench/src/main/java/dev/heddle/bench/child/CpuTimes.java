package dev.heddle.bench.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * How long processors worked until now, in nanoseconds; what cannot be told is negative. Uses
 * Linux's {@code /proc} where there is one.
 *
 * @param client the program under measurement
 * @param server PostgreSQL with all its processes
 * @param busy the whole machine, whoever used it
 * @param available the whole machine: all its processors' time
 */
public record CpuTimes(long client, long server, long busy, long available) {

  private static final long UNKNOWN = -1;
  private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 on every Linux platform.

  /** The times up to now of a process and, when it runs on this machine, of the server. */
  public static CpuTimes now(long clientPid, OptionalLong postmaster) {
    long[] machine = machine();
    return new CpuTimes(
        ofProcess(clientPid),
        postmaster.isPresent() ? ofTree(postmaster.getAsLong()) : UNKNOWN,
        machine[0],
        machine[1]);
  }

  /** What was used since an earlier look. */
  public CpuTimes since(CpuTimes earlier) {
    return new CpuTimes(
        difference(client, earlier.client),
        difference(server, earlier.server),
        difference(busy, earlier.busy),
        difference(available, earlier.available));
  }

  /**
   * The share of the machine, 0 to 1, that neither the client nor the server used; NaN: unknown.
   */
  public double othersShare() {
    if (client < 0 || server < 0 || busy < 0 || available <= 0) {
      return Double.NaN;
    }
    return Math.clamp((busy - client - server) / (double) available, 0.0, 1.0);
  }

  /** Microseconds of the client per session; NaN: unknown. */
  public double clientMicrosPer(long sessions) {
    return microsPer(client, sessions);
  }

  /** Microseconds of the server per session; NaN: unknown. */
  public double serverMicrosPer(long sessions) {
    return microsPer(server, sessions);
  }

  /** As values of a message. */
  public Message into(Message message) {
    return message
        .with("cpu.client", client)
        .with("cpu.server", server)
        .with("cpu.busy", busy)
        .with("cpu.available", available);
  }

  /** Out of a message. */
  public static CpuTimes from(Message message) {
    return new CpuTimes(
        message.number("cpu.client"),
        message.number("cpu.server"),
        message.number("cpu.busy"),
        message.number("cpu.available"));
  }

  private static double microsPer(long nanos, long sessions) {
    return nanos < 0 || sessions <= 0 ? Double.NaN : nanos / 1_000.0 / sessions;
  }

  private static long difference(long now, long before) {
    return now < 0 || before < 0 ? UNKNOWN : now - before;
  }

  private static long ofProcess(long pid) {
    return ProcessHandle.of(pid)
        .flatMap(process -> process.info().totalCpuDuration())
        .map(Duration::toNanos)
        .orElse(UNKNOWN);
  }

  private static long ofTree(long pid) {
    return ProcessHandle.of(pid)
        .map(
            root ->
                Stream.concat(Stream.of(root), root.descendants())
                    .mapToLong(process -> Math.max(0, scheduled(process.pid())))
                    .sum())
        .orElse(UNKNOWN);
  }

  /** With a kernel that counts nanoseconds, its count; a process that is gone counts nothing. */
  private static long scheduled(long pid) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(pid), "schedstat"));
      return Long.parseLong(line.substring(0, line.indexOf(' ')));
    } catch (IOException | RuntimeException e) {
      return ofProcess(pid);
    }
  }

  private static long[] machine() {
    try {
      String line = Files.readAllLines(Path.of("/proc/stat")).getFirst();
      return machine(line);
    } catch (IOException | RuntimeException e) {
      return new long[] {UNKNOWN, UNKNOWN};
    }
  }

  /** The line is: cpu user nice system idle iowait irq softirq steal guest guest_nice. */
  static long[] machine(String line) {
    List<Long> ticks = new ArrayList<>();
    for (String word : line.strip().split("\\s+", -1)) {
      if (!word.equals("cpu")) {
        ticks.add(Long.parseLong(word));
      }
    }
    // A guest's time is in its user's already.
    long all = ticks.stream().limit(8).mapToLong(Long::longValue).sum();
    long idle = ticks.get(3) + ticks.get(4);
    return new long[] {(all - idle) * NANOS_PER_TICK, all * NANOS_PER_TICK};
  }
}
