package dev.heddle.bench.results;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One contender in one round.
 *
 * @param scenario the command that measured it
 * @param contender what was measured
 * @param variant what else tells it apart, such as {@code closed looping} or {@code /db}
 * @param semantics what one session, request or operation of it does, in words
 * @param workers how many at once; at an open loop, how many streams of arrivals
 * @param round from 1
 * @param sessionsPerSecond sessions, requests or operations
 * @param acquireMicros time to get a connection; null where it cannot be told apart
 * @param sessionMicros the whole session; null when it was not timed one by one
 * @param sessionsPerWorker null where workers are not told apart
 * @param starvedWorkers workers that got none
 * @param clientCpuMicrosPerSession processor time of the contender's process; null when unknown
 * @param serverCpuMicrosPerSession processor time of the PostgreSQL processes; null when unknown
 * @param othersShare share of the machine, 0 to 1, that neither of them used meanwhile; null when
 *     unknown
 * @param errors sessions that failed
 * @param more further figures by name, such as {@code poolSize}
 */
public record Line(
    String scenario,
    String contender,
    String variant,
    String semantics,
    int workers,
    int round,
    double sessionsPerSecond,
    @Nullable Quantiles acquireMicros,
    @Nullable Quantiles sessionMicros,
    @Nullable Spread sessionsPerWorker,
    int starvedWorkers,
    @Nullable Double clientCpuMicrosPerSession,
    @Nullable Double serverCpuMicrosPerSession,
    @Nullable Double othersShare,
    long errors,
    SortedMap<String, Double> more) {

  /** What all rounds of one measurement have in common. */
  public record Key(String scenario, String variant, int workers, String contender) {

    /** The same measurement of another contender. */
    public Key of(String other) {
      return new Key(scenario, variant, workers, other);
    }
  }

  /** A line with a rate and nothing else yet; continue with the {@code with…} methods. */
  public static Line of(
      String scenario,
      String contender,
      String variant,
      String semantics,
      int workers,
      int round,
      double sessionsPerSecond) {
    return new Line(
        scenario,
        contender,
        variant,
        semantics,
        workers,
        round,
        sessionsPerSecond,
        null,
        null,
        null,
        0,
        null,
        null,
        null,
        0,
        new TreeMap<>());
  }

  /** What it is a round of. */
  public Key key() {
    return new Key(scenario, variant, workers, contender);
  }

  /** With these times. */
  public Line withTimes(@Nullable Quantiles acquire, @Nullable Quantiles session) {
    return new Line(
        scenario,
        contender,
        variant,
        semantics,
        workers,
        round,
        sessionsPerSecond,
        acquire,
        session,
        sessionsPerWorker,
        starvedWorkers,
        clientCpuMicrosPerSession,
        serverCpuMicrosPerSession,
        othersShare,
        errors,
        more);
  }

  /** With the shares of its workers. */
  public Line withWorkers(@Nullable Spread perWorker, int starved) {
    return new Line(
        scenario,
        contender,
        variant,
        semantics,
        workers,
        round,
        sessionsPerSecond,
        acquireMicros,
        sessionMicros,
        perWorker,
        starved,
        clientCpuMicrosPerSession,
        serverCpuMicrosPerSession,
        othersShare,
        errors,
        more);
  }

  /** With what the processors did. */
  public Line withCpu(@Nullable Double client, @Nullable Double server, @Nullable Double others) {
    return new Line(
        scenario,
        contender,
        variant,
        semantics,
        workers,
        round,
        sessionsPerSecond,
        acquireMicros,
        sessionMicros,
        sessionsPerWorker,
        starvedWorkers,
        client,
        server,
        others,
        errors,
        more);
  }

  /** With this many failures. */
  public Line withErrors(long newErrors) {
    return new Line(
        scenario,
        contender,
        variant,
        semantics,
        workers,
        round,
        sessionsPerSecond,
        acquireMicros,
        sessionMicros,
        sessionsPerWorker,
        starvedWorkers,
        clientCpuMicrosPerSession,
        serverCpuMicrosPerSession,
        othersShare,
        newErrors,
        more);
  }

  /** With one more figure. */
  public Line with(String name, double value) {
    SortedMap<String, Double> figures = new TreeMap<>(more);
    figures.put(name, value);
    return new Line(
        scenario,
        contender,
        variant,
        semantics,
        workers,
        round,
        sessionsPerSecond,
        acquireMicros,
        sessionMicros,
        sessionsPerWorker,
        starvedWorkers,
        clientCpuMicrosPerSession,
        serverCpuMicrosPerSession,
        othersShare,
        errors,
        figures);
  }
}
