package dev.heddle.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Session;
import dev.heddle.TransactionOptions;
import dev.heddle.TransactionOptions.Isolation;
import dev.heddle.testing.Together;
import dev.heddle.web.Answer;
import dev.heddle.web.SessionHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Transfers between few accounts by many at once, each of which enters itself into the ledger: what
 * was told to the clients is compared with the ledger and with the accounts, from outside.
 */
@FaultRow(value = 16, differs = "the server's deadlock_timeout 20 ms")
class Row16ContentionIT {

  private static final int ACCOUNTS = 5;
  private static final int CLIENTS = 10;
  private static final int TRANSFERS = Scale.isLong() ? 10_000 : 120;
  private static final int TRIES = 3;

  /** How often the handler was called for each request. */
  private final AtomicLongArray calls = new AtomicLongArray(2 * TRANSFERS + 100);

  private final AtomicLong next = new AtomicLong(Ledger.FIRST);

  @Test
  void repeatsWhatTheServerCouldNotSerialize(PostgresServer server, Score score) {
    transfers(server, score, "/serializable/");
  }

  /** Two rows in the order that comes, so that two clients wait for each other. */
  @Test
  void repeatsTheVictimsOfDeadlocks(PostgresServer server, Score score) {
    server.set("deadlock_timeout", "20ms");
    try {
      transfers(server, score, "/deadlock/");
    } finally {
      server.set("deadlock_timeout", "1s");
    }
  }

  private void transfers(PostgresServer server, Score score, String path) {
    try (Bench bench = Bench.start(server, score, settings -> settings, this::routes)) {
      bench.awaitFull();
      server.execute(
          "DROP TABLE IF EXISTS account",
          "CREATE TABLE account (id int PRIMARY KEY, balance bigint NOT NULL)",
          "INSERT INTO account SELECT i, 1000000 FROM generate_series(1, %d) AS i"
              .formatted(ACCOUNTS));
      AtomicLong given = new AtomicLong();
      long calledBefore = allCalls();
      long end = next.get() + TRANSFERS;
      Together.run(
          CLIENTS,
          _ -> {
            for (long id = next.getAndIncrement(); id < end; id = next.getAndIncrement()) {
              Reply reply = bench.exchange("POST", path + id);
              note(bench, score, given, id, reply);
            }
            return true;
          });
      score.injected(allCalls() - calledBefore - TRANSFERS);
      score.errors(given.get());
      score.atMost("tries of one request", mostCalls(), TRIES);
      long sum = server.count("SELECT sum(balance)::bigint FROM account");
      assertThat(sum).as("nothing was made or lost").isEqualTo(1_000_000L * ACCOUNTS);
      assertThat(server.count("SELECT count(*) FROM ledger"))
          .as("transfers that were made and are in the ledger")
          .isEqualTo(TRANSFERS - given.get());
    }
  }

  private static void note(Bench bench, Score score, AtomicLong given, long id, Reply reply) {
    score.latency(reply.took());
    if (reply.isSuccess()) {
      bench.ledger().acknowledged(id);
    } else {
      bench.ledger().refused(id);
      given.incrementAndGet();
      score.atMost("answers that are neither success nor 503", reply.isShed() ? 0 : 1, 0);
    }
  }

  private long mostCalls() {
    return LongStream.range(0, calls.length()).map(i -> calls.get((int) i)).max().orElse(0);
  }

  /** Those beyond one for each request were made since the server had refused the one before. */
  private long allCalls() {
    return LongStream.range(0, calls.length()).map(i -> calls.get((int) i)).sum();
  }

  private void routes(HttpRouting.Builder routes, SessionHandlers db) {
    TransactionOptions write = TransactionOptions.write().withTries(TRIES);
    routes.post(
        "/serializable/{id}",
        db.handler(write.withIsolation(Isolation.SERIALIZABLE), this::readAndWrite));
    routes.post("/deadlock/{id}", db.handler(write, this::lockInAnyOrder));
  }

  private Object readAndWrite(Session session, ServerRequest request) {
    long id = call(request);
    int from = account();
    int to = other(from);
    long before = balance(session, from);
    long after = balance(session, to);
    session.update("UPDATE account SET balance = ? WHERE id = ?", before - 1, from);
    session.update("UPDATE account SET balance = ? WHERE id = ?", after + 1, to);
    session.insert(Ledger.APPLY, id);
    return Answer.created("/ledger/" + id, "transferred");
  }

  private Object lockInAnyOrder(Session session, ServerRequest request) {
    long id = call(request);
    int from = account();
    int to = other(from);
    session.insert(Ledger.APPLY, id);
    session.update("UPDATE account SET balance = balance - 1 WHERE id = ?", from);
    session.update("UPDATE account SET balance = balance + 1 WHERE id = ?", to);
    return Answer.created("/ledger/" + id, "transferred");
  }

  private long call(ServerRequest request) {
    long id = request.path().pathParameters().first("id").asLong().get();
    calls.incrementAndGet((int) (id - Ledger.FIRST));
    return id;
  }

  private static long balance(Session session, int account) {
    return session
        .get("SELECT balance FROM account WHERE id = ?", account)
        .orElseThrow()
        .column("balance")
        .getLong();
  }

  private static int account() {
    return 1 + ThreadLocalRandom.current().nextInt(ACCOUNTS);
  }

  private static int other(int account) {
    return 1 + (account + ThreadLocalRandom.current().nextInt(ACCOUNTS - 1)) % ACCOUNTS;
  }
}
