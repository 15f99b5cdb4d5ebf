package dev.heddle.faults;

import dev.heddle.Session;
import dev.heddle.web.SessionHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A client whose requests each leave a setting on their connection, and tell of one they found. */
final class Soil {

  private static final String PATH = "/soil";
  private static final String NONE = "none";
  private static final Duration PACE = Duration.ofMillis(20);

  private final Bench bench;
  private final AtomicLong left = new AtomicLong();
  private final AtomicLong crossed = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopped;

  private Soil(Bench bench) {
    this.bench = bench;
    this.thread = Thread.ofVirtual().unstarted(this::ask);
  }

  /** Adds the route that it asks. */
  static void route(HttpRouting.Builder routes, SessionHandlers db) {
    routes.post(PATH, db.write(Soil::leave));
  }

  /** Starts it on a bench with that route. */
  static Soil start(Bench bench) {
    Soil soil = new Soil(bench);
    soil.thread.start();
    return soil;
  }

  /** Ends when it has got its last answer. */
  void stop() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Sessions that left a setting behind. */
  long left() {
    return left.get();
  }

  /** Sessions that found one. */
  long crossed() {
    return crossed.get();
  }

  private static Object leave(Session session, ServerRequest request) {
    String found =
        session
            .get("SELECT coalesce(nullif(current_setting('soil.mark', true), ''), ?) AS mark", NONE)
            .orElseThrow()
            .column("mark")
            .getString();
    session.createDmlStatement("SET soil.mark = 'left behind'").execute();
    return found;
  }

  private void ask() {
    while (!stopped) {
      Reply reply = bench.exchange("POST", PATH);
      if (reply.isSuccess()) {
        left.incrementAndGet();
        crossed.addAndGet(reply.body().equals(NONE) ? 0 : 1);
      }
      LockSupport.parkNanos(PACE.toNanos());
    }
  }
}
