package dev.heddle.stock;

import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbClientService;
import io.helidon.dbclient.DbClientServiceContext;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Asks a client on a pool of two connections for what the stock client gets wrong. It knows only
 * Helidon's API, so that it runs on any version and any implementation.
 */
public final class DefectProbe implements DbClientService {

  /** A question; it fails when the client has the defect. */
  @FunctionalInterface
  private interface Question {
    void ask(DbClient client) throws SQLException;
  }

  private static final int MORE_THAN_THE_POOL = 4;

  private final List<CompletionStage<?>> futures = new ArrayList<>();
  private final Map<String, Question> questions = new LinkedHashMap<>();

  /** A probe, which is also the service to register with the client under test. */
  public DefectProbe() {
    questions.put("1 rollback after a failed query", DefectProbe::rollbackAfterFailedQuery);
    questions.put("2 missing parameter", DefectProbe::missingParameter);
    questions.put("3a unconsumed stream", DefectProbe::unconsumedStream);
    questions.put("3b abandoned transaction", DefectProbe::abandonedTransaction);
    questions.put("4a cast behind a parameter", client -> one(client, "SELECT :id::text", "id", 1));
    questions.put(
        "4b quoted identifier", client -> one(client, "SELECT :id AS \"a:b\"", "id", "x"));
    questions.put("4c dollar quote", client -> one(client, "SELECT $$:x$$ || :id", "id", "x"));
    questions.put("4d escape string", client -> one(client, "SELECT E'\\':x' || :id", "id", "x"));
    questions.put(
        "5a uuid",
        client -> one(client, "SELECT gen_random_uuid() = :id", "id", UUID.randomUUID()));
    questions.put("5b instant", client -> one(client, "SELECT now() > :id", "id", Instant.EPOCH));
    questions.put("5c list", client -> one(client, "SELECT 1 = ANY (:id)", "id", List.of(1, 2)));
    questions.put("6 unwrap", DefectProbe::unwrap);
    questions.put("7 rollback after a failed commit", DefectProbe::rollbackAfterFailedCommit);
    questions.put("8 null column", DefectProbe::nullColumn);
    questions.put("9 questions behind a row", DefectProbe::questionsBehindARow);
    questions.put("10 empty commit", DefectProbe::emptyCommit);
    questions.put("11 futures of a failed statement", this::futuresOfFailedStatement);
  }

  @Override
  public DbClientServiceContext statement(DbClientServiceContext context) {
    futures.add(context.statementFuture());
    futures.add(context.resultFuture());
    return context;
  }

  /** The names of the questions, in order. */
  public List<String> names() {
    return List.copyOf(questions.keySet());
  }

  /** Asks one question; returns "ok" or what went wrong. */
  public String ask(String name, DbClient client) {
    try {
      questions.getOrDefault(name, DefectProbe::unknown).ask(client);
      return "ok";
    } catch (RuntimeException | SQLException e) {
      return "defect: " + e.getClass().getSimpleName();
    }
  }

  private static void unknown(DbClient client) {
    throw new IllegalArgumentException("no such question");
  }

  private static void one(DbClient client, String statement, String name, Object value) {
    DbRow _ = client.execute().createGet(statement).addParam(name, value).execute().orElseThrow();
  }

  /** Works only while a connection is free. */
  private static void stillServes(DbClient client) {
    DbRow _ = client.execute().createGet("SELECT 1").execute().orElseThrow();
  }

  private static void failing(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException expected) {
      return;
    }
    throw new IllegalStateException("it should have failed");
  }

  private static void rollbackAfterFailedQuery(DbClient client) {
    DbTransaction transaction = client.transaction();
    failing(() -> transaction.createQuery("SELECT 1/0").execute().forEach(row -> {}));
    transaction.rollback();
  }

  private static void missingParameter(DbClient client) {
    for (int i = 0; i < MORE_THAN_THE_POOL; i++) {
      failing(() -> client.execute().createGet("SELECT :a").addParam("b", 1).execute());
      failing(() -> client.execute().createQuery("SELECT :a").addParam("b", 1).execute().close());
    }
    stillServes(client);
  }

  private static void unconsumedStream(DbClient client) {
    List<Object> forgotten = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_THE_POOL; i++) {
      forgotten.add(client.execute().createQuery("SELECT 1").execute());
    }
    stillServes(client);
    if (forgotten.size() != MORE_THAN_THE_POOL) {
      throw new IllegalStateException("not all were opened");
    }
  }

  private static void abandonedTransaction(DbClient client) {
    List<Object> forgotten = new ArrayList<>();
    for (int i = 0; i < MORE_THAN_THE_POOL; i++) {
      DbTransaction transaction = client.transaction();
      transaction.createGet("SELECT 1").execute();
      forgotten.add(transaction);
    }
    stillServes(client);
    if (forgotten.size() != MORE_THAN_THE_POOL) {
      throw new IllegalStateException("not all were opened");
    }
  }

  private static void unwrap(DbClient client) throws SQLException {
    DbTransaction transaction = client.transaction();
    Object session = pid(transaction.createGet("SELECT pg_backend_pid()").execute().orElseThrow());
    try (var statement = transaction.unwrap(Connection.class).createStatement();
        var row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      if (!session.equals(row.getInt(1))) {
        throw new IllegalStateException("another connection");
      }
    } finally {
      transaction.rollback();
    }
  }

  private static Object pid(DbRow row) {
    return row.column(1).get(Integer.class);
  }

  private static void rollbackAfterFailedCommit(DbClient client) {
    client.execute().dml("CREATE TABLE IF NOT EXISTS parent (id int PRIMARY KEY)");
    client
        .execute()
        .dml(
            "CREATE TABLE IF NOT EXISTS child (id int REFERENCES parent DEFERRABLE INITIALLY"
                + " DEFERRED)");
    DbTransaction transaction = client.transaction();
    transaction.dml("INSERT INTO child VALUES (1)");
    failing(transaction::commit);
    transaction.rollback();
  }

  private static void nullColumn(DbClient client) {
    DbRow row = client.execute().createGet("SELECT NULL::text AS a").execute().orElseThrow();
    if (row.column("a").asOptional().isPresent()) {
      throw new IllegalStateException("NULL is present");
    }
  }

  /** The server's view of a connection shows what it was asked last. */
  private static void questionsBehindARow(DbClient client) {
    client.execute().dml("DROP TYPE IF EXISTS mood");
    client.execute().dml("CREATE TYPE mood AS ENUM ('happy')");
    DbTransaction transaction = client.transaction();
    DbRow row =
        transaction
            .createGet("SELECT pg_backend_pid() AS pid, 'happy'::mood AS mood")
            .execute()
            .orElseThrow();
    DbRow view =
        client
            .execute()
            .createGet("SELECT query FROM pg_stat_activity WHERE pid = :pid")
            .addParam("pid", pid(row))
            .execute()
            .orElseThrow();
    String last = view.column(1).get(String.class);
    transaction.rollback();
    if (!last.endsWith("AS mood")) {
      throw new IllegalStateException("it asked on: " + last);
    }
  }

  private static void emptyCommit(DbClient client) {
    List<LogRecord> seen = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            seen.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    try {
      client.transaction().commit();
    } finally {
      root.removeHandler(handler);
    }
    if (seen.stream().anyMatch(each -> each.getLevel().intValue() >= Level.WARNING.intValue())) {
      throw new IllegalStateException("a warning for nothing");
    }
  }

  private void futuresOfFailedStatement(DbClient client) {
    futures.clear();
    failing(() -> client.execute().createGet("SELECT 1/0").execute());
    if (futures.isEmpty()
        || !futures.stream().allMatch(each -> each.toCompletableFuture().isDone())) {
      throw new IllegalStateException("a future never completes");
    }
  }
}
