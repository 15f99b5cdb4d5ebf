package dev.heddle.faults;

import dev.heddle.Session;
import dev.heddle.testing.Together;
import dev.heddle.web.SessionHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Clients whose requests each leave a setting on their connection, and count those they found. */
final class Soil {

  private static final String PATH = "/soil";
  private static final Duration PACE = Duration.ofMillis(20);

  private static final int CLIENTS = 5;

  private final List<Thread> clients = new ArrayList<>();
  private final AtomicLong left = new AtomicLong();
  private final AtomicLong crossed = new AtomicLong();
  private volatile boolean stopped;

  /** Adds the route that they ask. */
  void route(HttpRouting.Builder routes, SessionHandlers db) {
    routes.post(PATH, db.write(this::leave));
  }

  /** Starts them on a bench with that route. */
  void start(Bench bench) {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(Thread.ofVirtual().start(() -> ask(bench)));
    }
  }

  /** Ends when each has got its last answer. */
  void stop() {
    stopped = true;
    Together.join(clients);
  }

  /** Sessions that left a setting behind. */
  long left() {
    return left.get();
  }

  /** Sessions that found one. */
  long crossed() {
    return crossed.get();
  }

  private Object leave(Session session, ServerRequest request) {
    String found =
        session
            .get("SELECT coalesce(current_setting('soil.mark', true), '') AS mark")
            .orElseThrow()
            .column("mark")
            .getString();
    // Whatever becomes of this session.
    crossed.addAndGet(found.isEmpty() ? 0 : 1);
    session.createDmlStatement("SET soil.mark = 'left behind'").execute();
    left.incrementAndGet();
    return "left";
  }

  private void ask(Bench bench) {
    while (!stopped) {
      bench.exchange("POST", PATH);
      LockSupport.parkNanos(PACE.toNanos());
    }
  }
}
