package dev.heddle.bench.session;

import dev.heddle.Database;
import dev.heddle.Session;
import dev.heddle.bench.child.Message;
import dev.heddle.bench.child.Serving;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.config.Profiles;
import io.helidon.config.Config;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Measures single verbs of Heddle, one at a time, in a JVM of its own. */
final class SeedMain {

  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

  private @Nullable Database database;
  private @Nullable Config configuration;

  private SeedMain() {}

  public static void main(String... arguments) throws InterruptedException {
    SeedMain main = new SeedMain();
    Serving.until(main::answer);
  }

  private Message answer(Message question) {
    if (question.verb().equals("open")) {
      System.setProperty("heddle.config.dir", question.text("configuration"));
      configuration = Profiles.load().get("database");
      database = HeddleSessions.database(Target.from(question));
      return Message.of("open");
    }
    if (question.verb().equals("warm")) {
      timed(() -> session(required(database)), question.number("nanos"));
      return Message.of("warm");
    }
    return measure(
        SeedFigure.valueOf(question.text("figure")),
        (long) (question.decimal("seconds") * 1e9),
        required(database));
  }

  /** Runs it for the time uncounted, and for the time again. */
  private Message measure(SeedFigure figure, long nanos, Database open) {
    LongSupplier verb = verb(figure, open);
    timed(verb, nanos);
    AcquireRecord own = AcquireRecord.of(open);
    Histogram before = own.copy();
    Histogram times = timed(verb, nanos);
    boolean acquire = figure == SeedFigure.ACQUIRE || figure == SeedFigure.PRE_PING;
    if (acquire) {
      times = own.copy();
      times.subtract(before);
    }
    double unit = acquire ? 1 : 1_000.0;
    return Message.of("measured")
        .with("times", Measured.packed(times))
        .with("unit", acquire ? 1_000 : 1)
        .with("median", times.getValueAtPercentile(50) / unit);
  }

  private LongSupplier verb(SeedFigure figure, Database open) {
    return switch (figure) {
      case ACQUIRE, PRE_PING, SESSION -> () -> session(open);
      case COMMIT -> () -> end(open, Session::commit);
      case ROLLBACK -> () -> end(open, Session::rollback);
      case HEALTH -> () -> health(open);
      case CONFIGURATION -> this::configuration;
    };
  }

  private static Histogram timed(LongSupplier verb, long nanos) {
    Histogram times = new Histogram(LONGEST_NANOS, 3);
    for (long start = System.nanoTime(); System.nanoTime() - start < nanos; ) {
      times.recordValue(Math.clamp(verb.getAsLong(), 0, LONGEST_NANOS));
    }
    return times;
  }

  private static long session(Database open) {
    long start = System.nanoTime();
    open.transact(session -> HeddleSessions.read(session, 1));
    return System.nanoTime() - start;
  }

  /** Only the end is timed. */
  private static long end(Database open, java.util.function.Consumer<Session> ending) {
    try (Session session = open.session()) {
      session.createInsert(Sql.INSERT).addParam(1L).addParam(Sql.NOTE).execute();
      long start = System.nanoTime();
      ending.accept(session);
      return System.nanoTime() - start;
    }
  }

  private static long health(Database open) {
    long start = System.nanoTime();
    if (!open.isHealthy()) {
      throw new IllegalStateException("the database is not healthy");
    }
    return System.nanoTime() - start;
  }

  private long configuration() {
    long start = System.nanoTime();
    DatabaseSettings settings = DatabaseSettings.create(required(configuration));
    long took = System.nanoTime() - start;
    return settings.pool().size() > 0 ? took : -1;
  }

  private static <T> T required(@Nullable T value) {
    return java.util.Objects.requireNonNull(value, "not open yet");
  }
}
