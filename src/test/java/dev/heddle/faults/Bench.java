package dev.heddle.faults;

import dev.heddle.Database;
import dev.heddle.config.DatabaseSettings;
import dev.heddle.testing.Await;
import dev.heddle.web.SessionHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * A service with its database and its ledger, on a server that is about to break. Closing it sees
 * to the invariants: nothing acknowledged is lost, nothing is applied twice, nobody is denied what
 * was done, and at rest no connection is in use or in a transaction.
 */
final class Bench implements AutoCloseable {

  private static final Duration AT_REST = Duration.ofSeconds(3);
  private static final Duration FULL = Duration.ofSeconds(15);
  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(90);

  /** Read at the end for what they should not tell. */
  private static final List<String> OPERATIONS =
      List.of("/health", "/observe/health", "/observe/metrics", "/observe/pool");

  private final Score score;
  private final Database database;
  private final Ledger ledger;
  private final LedgerService service;
  private final HttpClient client;

  /** Where the requests are in the end. */
  private PostgresServer last;

  private Bench(
      PostgresServer server,
      Score score,
      DatabaseSettings settings,
      BiConsumer<HttpRouting.Builder, SessionHandlers> routes) {
    this.last = server;
    this.score = score;
    this.ledger = Ledger.on(server);
    this.database = Database.create(settings);
    this.service = LedgerService.start(database, routes);
    this.client =
        HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  /** A service with the shipped defaults. */
  static Bench start(PostgresServer server, Score score) {
    return start(server, score, settings -> settings);
  }

  /** A service whose settings differ from the shipped defaults as said. */
  static Bench start(
      PostgresServer server, Score score, UnaryOperator<DatabaseSettings> difference) {
    return start(server, score, difference, (routes, db) -> {});
  }

  /** Such a service with further routes. */
  static Bench start(
      PostgresServer server,
      Score score,
      UnaryOperator<DatabaseSettings> difference,
      BiConsumer<HttpRouting.Builder, SessionHandlers> routes) {
    score.run();
    return new Bench(server, score, difference.apply(server.settings()), routes);
  }

  /** This bench, whose requests are in another server's ledger in the end: a promoted standby. */
  Bench endingOn(PostgresServer other) {
    last = other;
    return this;
  }

  Database database() {
    return database;
  }

  Ledger ledger() {
    return ledger;
  }

  /** The port that the service listens on. */
  int port() {
    return service.port();
  }

  /** Waits until all connections that are kept are open. */
  Bench awaitFull() {
    database.open();
    Await.until(
        FULL,
        () -> database.stats().checkedIn() >= database.settings().pool().size(),
        "the pool is filled");
    return this;
  }

  /** Applies a request once, and notes what the client was told. */
  Reply post(long request) {
    Reply reply = exchange("POST", "/ledger/" + request);
    if (reply.isSuccess()) {
      ledger.acknowledged(request);
    } else if (reply.saysNothingChanged()) {
      ledger.refused(request);
    } else {
      ledger.unknown(request);
    }
    return reply;
  }

  /** Asks for a page. */
  Reply get(String path) {
    return exchange("GET", path);
  }

  /** Sends a request without a body, and waits for its answer. */
  Reply exchange(String method, String path) {
    long start = System.nanoTime();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .method(method, BodyPublishers.noBody())
            .timeout(LONGEST_ANSWER)
            .build();
    try {
      var response = client.send(request, BodyHandlers.ofString());
      score.watch().read("an answer", response.body());
      return Reply.of(response, since(start));
    } catch (IOException e) {
      return Reply.none(e.getClass().getSimpleName(), since(start));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.none("interrupted", since(start));
    }
  }

  /** Whether a read and a write are both served now. */
  boolean serves() {
    return get("/ledger/0").isSuccess() && post(ledger.next()).isSuccess();
  }

  /** The time that passed since a {@link System#nanoTime()}. */
  static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Override
  public void close() {
    try (client;
        service) {
      score.audited(ledger.movedTo(last).audit()).leaked(leaked());
      score.watch().readThreadNames();
      OPERATIONS.forEach(this::get);
    }
  }

  private long leaked() {
    try {
      Await.until(AT_REST, () -> inUse() == 0, "at rest");
    } catch (AssertionError stillInUse) {
      return inUse();
    }
    return 0;
  }

  private long inUse() {
    return Math.max(last.busyBackends(), database.stats().checkedOut());
  }
}
