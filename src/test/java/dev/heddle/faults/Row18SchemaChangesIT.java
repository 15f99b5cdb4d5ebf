package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Session;
import dev.heddle.testing.Await;
import dev.heddle.testing.Together;
import dev.heddle.web.SessionHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Statements that the server has prepared return other columns, or other types, from one moment to
 * the next: it then refuses them with 0A000, "cached plan must not change result type".
 */
@FaultRow(18)
class Row18SchemaChangesIT {

  private static final int CLIENTS = 20;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Often enough that the driver has the server prepare its statements. */
  private static final int WARM = 10 * CLIENTS;

  @Test
  void costsAtMostOneErrorForEachConnection(PostgresServer server, Score score) {
    try (Bench bench =
        Bench.start(server, score, settings -> settings, Row18SchemaChangesIT::routes)) {
      bench.awaitFull();
      server.execute(
          "DROP TABLE IF EXISTS shape",
          "CREATE TABLE shape (id int PRIMARY KEY, n int)",
          "INSERT INTO shape SELECT i, i FROM generate_series(1, 100) AS i");
      AtomicBoolean stop = new AtomicBoolean();
      AtomicLong answers = new AtomicLong();
      Map<String, Long> errors = new ConcurrentHashMap<>();
      Thread load = Thread.ofVirtual().start(() -> ask(bench, score, stop, answers, errors));
      Await.until(LIMIT, () -> answers.get() >= WARM, "statements are prepared");
      int changes = Scale.times(4, 40);
      long evictedBefore = bench.database().stats().invalidated();
      for (int i = 0; i < changes; i++) {
        long before = sum(errors);
        int open = bench.database().stats().total();
        server.execute(
            i % 2 == 0
                ? "ALTER TABLE shape ADD COLUMN extra%d text DEFAULT 'x'".formatted(i)
                : "ALTER TABLE shape ALTER COLUMN n TYPE %s"
                    .formatted(i % 4 == 1 ? "text" : "bigint USING n::bigint"));
        score.injected(1);
        long served = answers.get() + WARM;
        Await.until(LIMIT, () -> answers.get() >= served, "it serves after the change");
        score.atMost("errors of one change", sum(errors) - before, open);
      }
      stop.set(true);
      Await.until(LIMIT, () -> !load.isAlive(), "all clients have stopped");

      long evicted = bench.database().stats().invalidated() - evictedBefore;
      score.errors(sum(errors));
      errors.forEach((kind, number) -> score.noted("answered " + kind, number));
      score.atMost("connections evicted", evicted, 0);
      long before = System.nanoTime();
      assertThat(bench.serves()).isTrue();
      score.recovery(Bench.since(before));
    }
  }

  private static void ask(
      Bench bench, Score score, AtomicBoolean stop, AtomicLong answers, Map<String, Long> errors) {
    Together.run(
        CLIENTS,
        client -> {
          while (!stop.get()) {
            Reply reply =
                client % 2 == 0
                    ? bench.get("/shape/" + client)
                    : bench.exchange("PUT", "/shape/" + client);
            answers.incrementAndGet();
            if (!reply.isSuccess()) {
              errors.merge(reply.summary(), 1L, Long::sum);
            }
            score.latency(reply.took());
          }
          return true;
        });
  }

  private static long sum(Map<String, Long> errors) {
    return errors.values().stream().mapToLong(Long::longValue).sum();
  }

  private static void routes(HttpRouting.Builder routes, SessionHandlers db) {
    routes.get("/shape/{id}", db.read(Row18SchemaChangesIT::find));
    routes.put("/shape/{id}", db.write(Row18SchemaChangesIT::change));
  }

  private static Object find(Session session, ServerRequest request) {
    return session.get("SELECT * FROM shape WHERE id = ?", id(request)).map(_ -> "found");
  }

  /** The statement that may be refused is the second one of its transaction. */
  private static Object change(Session session, ServerRequest request) {
    session.update("UPDATE shape SET n = n WHERE id = ?", id(request));
    return session.get("SELECT * FROM shape WHERE id = ?", id(request)).map(_ -> "changed");
  }

  private static int id(ServerRequest request) {
    return request.path().pathParameters().first("id").asInt().get() + 1;
  }
}
