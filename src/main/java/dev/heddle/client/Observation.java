package dev.heddle.client;

import io.helidon.dbclient.DbClientService;
import io.helidon.dbclient.DbClientServiceContext;
import io.helidon.dbclient.DbStatementParameters;
import io.helidon.dbclient.DbStatementType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One execution as the client's services and the echo see it: each sees it begin, and then end
 * exactly once, in success or in failure. With neither, it costs nothing but the parameters' order.
 */
final class Observation {

  private final ClientContext client;
  private final SqlText sql;
  private final List<@Nullable Object> values;
  private final @Nullable CompletableFuture<Void> statement;
  private final @Nullable CompletableFuture<Long> result;
  private final long start;

  private Observation(
      ClientContext client,
      SqlText sql,
      List<@Nullable Object> values,
      @Nullable CompletableFuture<Void> statement,
      @Nullable CompletableFuture<Long> result) {
    this.client = client;
    this.sql = sql;
    this.values = values;
    this.statement = statement;
    this.result = result;
    this.start = client.echo().isEnabled() ? System.nanoTime() : 0;
  }

  /**
   * Shows a statement to the services, which may replace its text or its parameters.
   *
   * @throws io.helidon.dbclient.DbClientException when a parameter is missing
   */
  static Observation begin(
      ClientContext client,
      StatementContext context,
      DbStatementType type,
      DbStatementParameters given) {
    List<DbClientService> services = client.helidon().clientServices();
    if (services.isEmpty()) {
      SqlText sql = Parameters.meant(context.sql(), given);
      return new Observation(client, sql, Parameters.of(client).ordered(sql, given), null, null);
    }
    CompletableFuture<Void> statement = new CompletableFuture<>();
    CompletableFuture<Long> result = new CompletableFuture<>();
    DbClientServiceContext seen =
        DbClientServiceContext.create(context, type, statement, result, given);
    try {
      services.forEach(service -> service.statement(seen));
      DbStatementParameters parameters = seen.statementParameters();
      SqlText sql = Parameters.meant(client.texts().get(seen.statement()), parameters);
      List<@Nullable Object> values = Parameters.of(client).ordered(sql, parameters);
      return new Observation(client, sql, values, statement, result);
    } catch (RuntimeException | Error e) {
      fail(statement, result, e);
      throw e;
    }
  }

  /**
   * Shows a batch to the services, which cannot replace anything of it.
   *
   * @param times how often the statement is executed
   */
  static Observation begin(
      ClientContext client,
      StatementContext context,
      SqlText sql,
      DbStatementType type,
      int times) {
    List<@Nullable Object> values = List.of(times + " times");
    List<DbClientService> services = client.helidon().clientServices();
    if (services.isEmpty()) {
      return new Observation(client, sql, values, null, null);
    }
    CompletableFuture<Void> statement = new CompletableFuture<>();
    CompletableFuture<Long> result = new CompletableFuture<>();
    show(
        services,
        DbClientServiceContext.create(
            context, type, statement, result, DbStatementParameters.UNDEFINED),
        statement,
        result);
    return new Observation(client, sql, values, statement, result);
  }

  private static void show(
      List<DbClientService> services,
      DbClientServiceContext seen,
      CompletableFuture<Void> statement,
      CompletableFuture<Long> result) {
    try {
      services.forEach(service -> service.statement(seen));
    } catch (RuntimeException | Error e) {
      fail(statement, result, e);
      throw e;
    }
  }

  /** The statement to execute. */
  SqlText sql() {
    return sql;
  }

  /** Its parameters, in the statement's order. */
  List<@Nullable Object> values() {
    return values;
  }

  /**
   * It succeeded.
   *
   * @param session the session in logs
   * @param rows returned or changed
   */
  void succeeded(String session, long rows) {
    echo(session, "rows=" + rows);
    if (statement != null && result != null) {
      statement.complete(null);
      result.complete(rows);
    }
  }

  /** It failed. */
  void failed(String session, Throwable failure) {
    echo(session, "failed");
    if (statement != null && result != null) {
      fail(statement, result, failure);
    }
  }

  private void echo(String session, String outcome) {
    if (client.echo().isEnabled()) {
      client.echo().log(session, sql.text(), values, outcome, System.nanoTime() - start);
    }
  }

  private static void fail(
      CompletableFuture<Void> statement, CompletableFuture<Long> result, Throwable failure) {
    statement.completeExceptionally(failure);
    result.completeExceptionally(failure);
  }
}
