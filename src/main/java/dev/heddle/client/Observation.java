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
  private final int times;
  private final @Nullable Shown shown;
  private final long start;

  private Observation(
      ClientContext client,
      SqlText sql,
      List<@Nullable Object> values,
      int times,
      @Nullable Shown shown) {
    this.client = client;
    this.sql = sql;
    this.values = values;
    this.times = times;
    this.shown = shown;
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
      return of(client, context.sql(), given, null);
    }
    Shown shown = Shown.to(services, context, type, given);
    try {
      DbClientServiceContext seen = shown.context();
      return of(client, client.texts().get(seen.statement()), seen.statementParameters(), shown);
    } catch (RuntimeException | Error e) {
      shown.fail(e);
      throw e;
    }
  }

  /**
   * Shows a batch to the services, which cannot replace anything of it.
   *
   * @param rows the parameters of each execution, one at least; the first stand for all in the echo
   */
  static Observation ofBatch(
      ClientContext client,
      StatementContext context,
      SqlText sql,
      List<List<@Nullable Object>> rows) {
    List<DbClientService> services = client.helidon().clientServices();
    Shown shown =
        services.isEmpty()
            ? null
            : Shown.to(services, context, DbStatementType.DML, DbStatementParameters.UNDEFINED);
    return new Observation(client, sql, rows.getFirst(), rows.size(), shown);
  }

  private static Observation of(
      ClientContext client, SqlText text, DbStatementParameters given, @Nullable Shown shown) {
    SqlText sql = Parameters.meant(text, given);
    return new Observation(client, sql, Parameters.of(client).ordered(sql, given), 1, shown);
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
    if (shown != null) {
      shown.succeed(rows);
    }
  }

  /** It failed. */
  void failed(String session, Throwable failure) {
    echo(session, "failed");
    if (shown != null) {
      shown.fail(failure);
    }
  }

  private void echo(String session, String outcome) {
    if (client.echo().isEnabled()) {
      String all = times == 1 ? outcome : "executions=%d %s".formatted(times, outcome);
      client.echo().log(session, sql.text(), values, all, System.nanoTime() - start);
    }
  }

  /** What the services were shown, and by what they learn of its end. */
  private record Shown(
      DbClientServiceContext context,
      CompletableFuture<Void> statement,
      CompletableFuture<Long> result) {

    static Shown to(
        List<DbClientService> services,
        StatementContext context,
        DbStatementType type,
        DbStatementParameters given) {
      CompletableFuture<Void> statement = new CompletableFuture<>();
      CompletableFuture<Long> result = new CompletableFuture<>();
      Shown shown =
          new Shown(
              DbClientServiceContext.create(context, type, statement, result, given),
              statement,
              result);
      try {
        services.forEach(service -> service.statement(shown.context()));
        return shown;
      } catch (RuntimeException | Error e) {
        shown.fail(e);
        throw e;
      }
    }

    void succeed(long rows) {
      statement.complete(null);
      result.complete(rows);
    }

    void fail(Throwable failure) {
      statement.completeExceptionally(failure);
      result.completeExceptionally(failure);
    }
  }
}
