package dev.heddle.faults;

import dev.heddle.testing.Await;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A table that holds the id of each request that was applied, as often as it was, beside what the
 * clients were told about each. Safe for any number of threads.
 */
public final class Ledger {

  /** The statement that applies a request, with its id as the only parameter. */
  public static final String APPLY = "INSERT INTO ledger (request) VALUES (?)";

  /** Before the id of the first request; no other number begins like it, in a log for example. */
  static final long FIRST = 7_391_046_285_000_000_000L;

  private static final Duration SETTLED = Duration.ofSeconds(5);

  private final PostgresServer server;
  private final AtomicLong ids = new AtomicLong(FIRST);
  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Long> refused = ConcurrentHashMap.newKeySet();
  private final Set<Long> unknown = ConcurrentHashMap.newKeySet();

  private Ledger(PostgresServer server) {
    this.server = server;
  }

  /**
   * What became of the requests.
   *
   * @param acknowledged clients were told that it was kept
   * @param lost of these, those that were not
   * @param doubled applied more than once, whatever was said
   * @param denied applied although the client was told that nothing was changed
   * @param unknown clients were told that nobody knows
   */
  public record Audit(long acknowledged, long lost, long doubled, long denied, long unknown) {}

  /** A new ledger in an empty table {@code ledger} of a server. */
  public static Ledger on(PostgresServer server) {
    server.execute("DROP TABLE IF EXISTS ledger", "CREATE TABLE ledger (request bigint)");
    return new Ledger(server);
  }

  /** A ledger that goes on with the table of another server, such as a promoted standby. */
  public Ledger movedTo(PostgresServer other) {
    Ledger moved = new Ledger(other);
    moved.ids.set(ids.get());
    moved.acknowledged.addAll(acknowledged);
    moved.refused.addAll(refused);
    moved.unknown.addAll(unknown);
    return moved;
  }

  /** The id of the next request. */
  public long next() {
    return ids.incrementAndGet();
  }

  /** The id of the request that began last, whatever becomes of it. */
  public long latest() {
    return ids.get();
  }

  /** The client was told that the request was applied. */
  public void acknowledged(long request) {
    acknowledged.add(request);
  }

  /** The client was told that nothing was changed. */
  public void refused(long request) {
    refused.add(request);
  }

  /** The client was told that it is not known, or got no answer. */
  public void unknown(long request) {
    unknown.add(request);
  }

  /** Whether the request was applied, now. */
  public boolean holds(long request) {
    return server.count("SELECT count(*) FROM ledger WHERE request = " + request) > 0;
  }

  /** Compares what is there with what was said, once nothing writes any more. */
  public Audit audit() {
    try {
      Await.until(SETTLED, () -> server.busyBackends() == 0, "nothing writes any more");
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": " + server.activity(), e);
    }
    Map<Long, Integer> applied = applied();
    return new Audit(
        acknowledged.size(),
        acknowledged.stream().filter(request -> !applied.containsKey(request)).count(),
        applied.values().stream().filter(times -> times > 1).count(),
        refused.stream().filter(applied::containsKey).count(),
        unknown.size());
  }

  private Map<Long, Integer> applied() {
    Map<Long, Integer> applied = new HashMap<>();
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT request FROM ledger")) {
      while (rows.next()) {
        applied.merge(rows.getLong(1), 1, Integer::sum);
      }
    } catch (SQLException e) {
      throw new AssertionError("cannot read the ledger", e);
    }
    return applied;
  }
}
