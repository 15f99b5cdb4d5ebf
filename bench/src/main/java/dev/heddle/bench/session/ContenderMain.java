package dev.heddle.bench.session;

import dev.heddle.bench.child.Message;
import dev.heddle.bench.child.Serving;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One contender in a JVM of its own: opens, warms up and runs loads as it is told. */
final class ContenderMain {

  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private @Nullable SessionContender contender;
  private int ids;
  private OptionalLong postmaster = OptionalLong.empty();

  private ContenderMain() {}

  public static void main(String... arguments) throws InterruptedException {
    ContenderMain main = new ContenderMain();
    Serving.until(main::answer);
  }

  private Message answer(Message question) throws Exception {
    return switch (question.verb()) {
      case "open" -> open(question);
      case "warm" -> warm(question);
      case "load" -> SessionLoad.run(opened(), Load.from(question), ids, postmaster).message();
      case "close" -> close();
      default -> throw new IllegalArgumentException("what is '%s'?".formatted(question.verb()));
    };
  }

  private Message open(Message question) throws Exception {
    ids = (int) question.number("ids");
    if (question.has("postmaster")) {
      postmaster = OptionalLong.of(question.number("postmaster"));
    }
    Entrant entrant = Entrant.of(question.text("contender")).orElseThrow();
    contender = entrant.open(Target.from(question));
    return Message.of("open");
  }

  /** Runs the load until its rate is steady, or the time is up. */
  private Message warm(Message question) throws InterruptedException {
    Load load = Load.from(question);
    Steadiness steadiness = new Steadiness();
    long limit = System.nanoTime() + load.nanos();
    long start = System.nanoTime();
    while (System.nanoTime() < limit && !steadiness.isReached()) {
      Load window = load.lasting(WINDOW_NANOS);
      steadiness.add(SessionLoad.run(opened(), window, ids, postmaster).sessionsPerSecond());
    }
    return Message.of("warm")
        .with("nanos", System.nanoTime() - start)
        .with("steady", steadiness.isReached());
  }

  private Message close() {
    opened().close();
    return Message.of("closed");
  }

  private SessionContender opened() {
    SessionContender open = contender;
    if (open == null) {
      throw new IllegalStateException("not open yet");
    }
    return open;
  }
}
