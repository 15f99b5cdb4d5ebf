package dev.heddle.bench.session;

import dev.heddle.bench.Bench;
import dev.heddle.bench.ServerUnderTest;
import dev.heddle.bench.child.ChildFailedException;
import dev.heddle.bench.child.ChildJvm;
import dev.heddle.bench.child.Message;
import dev.heddle.config.PoolSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A contender's JVM, warm, seen from the harness. */
final class Contestant implements Competitor {

  /** The same for all: what a small service gets. */
  static final List<String> FLAGS = List.of("-Xms512m", "-Xmx512m");

  private static final Duration GRACE = Duration.ofSeconds(70);

  private final Entrant entrant;
  private final ChildJvm jvm;

  private Contestant(Entrant entrant, ChildJvm jvm) {
    this.entrant = entrant;
    this.jvm = jvm;
  }

  /** Starts the JVM and opens the contender's pool. */
  static Contestant open(Bench bench, Entrant entrant, int poolSize)
      throws IOException, InterruptedException, ChildFailedException {
    ChildJvm jvm =
        entrant.isStock()
            ? bench.startStock(entrant.title(), FLAGS, ContenderMain.class)
            : bench.start(entrant.title(), FLAGS, ContenderMain.class);
    Contestant contestant = new Contestant(entrant, jvm);
    try {
      contestant.open(bench, poolSize);
      return contestant;
    } catch (ChildFailedException | InterruptedException e) {
      jvm.close();
      throw e;
    }
  }

  @Override
  public String title() {
    return entrant.title();
  }

  @Override
  public String semantics(Operation operation) {
    return entrant.semantics(operation);
  }

  /** Closes the pool and opens another one of this size, in the same warm JVM. */
  void reopen(Bench bench, int poolSize) throws InterruptedException, ChildFailedException {
    jvm.ask(Message.of("close"), GRACE);
    open(bench, poolSize);
  }

  /** Asks for something that only this contender knows. */
  Message ask(Message question, Duration limit) throws InterruptedException, ChildFailedException {
    return jvm.ask(question, limit.plus(GRACE));
  }

  @Override
  public double warm(Load load, Duration limit) throws InterruptedException, ChildFailedException {
    Load bounded = load.lasting(limit.toNanos());
    Message answer = jvm.ask(bounded.into(Message.of("warm")), limit.plus(GRACE));
    return answer.number("nanos") / 1e9;
  }

  @Override
  public Measured run(Load load) throws InterruptedException, ChildFailedException {
    Duration limit =
        Duration.ofNanos(load.settleNanos() + load.nanos())
            .plus(GRACE.toMillis(), TimeUnit.MILLISECONDS.toChronoUnit());
    return Measured.from(jvm.ask(load.into(Message.of("load")), limit));
  }

  @Override
  public void close() {
    jvm.close();
  }

  private void open(Bench bench, int poolSize) throws InterruptedException, ChildFailedException {
    PoolSettings shipped = PoolSettings.defaults();
    jvm.ask(
        bench
            .server()
            .into(Message.of("open"))
            .with("contender", entrant.title())
            .with("kept", poolSize > 0 ? poolSize : shipped.size())
            .with("most", poolSize > 0 ? poolSize : shipped.max())
            .with("ids", ServerUnderTest.USERS),
        GRACE);
  }
}
