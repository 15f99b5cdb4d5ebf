package dev.heddle.bench.http;

import dev.heddle.bench.Bench;
import dev.heddle.bench.BenchException;
import dev.heddle.bench.child.ChildFailedException;
import dev.heddle.bench.child.ChildJvm;
import dev.heddle.bench.child.CpuTimes;
import dev.heddle.bench.child.Message;
import dev.heddle.bench.server.Contender;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A server under measurement in its own JVM, until it is closed. */
final class RunningServer implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Contender contender;
  private final ChildJvm process;
  private final OptionalLong postmaster;
  private final URI address;

  private RunningServer(
      Contender contender, ChildJvm process, OptionalLong postmaster, URI address) {
    this.contender = contender;
    this.process = process;
    this.postmaster = postmaster;
    this.address = address;
  }

  /**
   * Starts one.
   *
   * @param settings for this server only, by their keys
   * @throws BenchException when it does not start
   */
  static RunningServer start(Bench bench, Contender contender, Map<String, String> settings)
      throws IOException, InterruptedException {
    ChildJvm process =
        contender.isStock()
            ? bench.startStock(contender.label(), List.of(), contender.main())
            : bench.start(contender.label(), List.of(), contender.main());
    try {
      Message open =
          bench.server().into(Message.of("open")).with("poolSize", bench.options().poolSize());
      Map<String, String> all = new HashMap<>(contender.settings());
      all.putAll(settings);
      for (Map.Entry<String, String> setting : all.entrySet()) {
        open = open.with(setting.getKey(), setting.getValue());
      }
      Message listening = process.ask(open, LIMIT);
      return new RunningServer(
          contender,
          process,
          bench.server().postmaster(),
          URI.create("http://127.0.0.1:" + listening.number("port")));
    } catch (ChildFailedException e) {
      process.close();
      throw new BenchException(
          "%s does not start: %s".formatted(contender.label(), e.getMessage()));
    } catch (InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** Which one it is. */
  Contender contender() {
    return contender;
  }

  /** Where it listens. */
  URI address() {
    return address;
  }

  /** What it and PostgreSQL have used up to now. */
  CpuTimes cpu() {
    return CpuTimes.now(process.pid(), postmaster);
  }

  @Override
  public void close() {
    process.close();
  }
}
