package dev.heddle.client;

import io.helidon.dbclient.DbClientService;
import io.helidon.dbclient.DbClientServiceContext;
import io.helidon.dbclient.DbStatement;
import io.helidon.dbclient.DbStatementBase;
import io.helidon.dbclient.DbStatementParameters;
import io.helidon.dbclient.DbStatementType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What all statements have in common: its parameters are complete before a connection is taken, the
 * client's services see it begin and end, in success and in failure, and it leaves nothing open.
 *
 * @param <S> the kind of statement, for chaining
 */
abstract class PgStatement<S extends DbStatement<S>> extends DbStatementBase<S> {

  private final ClientContext client;
  private final StatementContext statement;
  private final StatementRunner runner;
  private final DbStatementType type;

  PgStatement(
      ClientContext client,
      StatementContext statement,
      StatementRunner runner,
      DbStatementType type) {
    super(statement);
    this.client = client;
    this.statement = statement;
    this.runner = runner;
    this.type = type;
  }

  @Override
  public DbStatementType statementType() {
    return type;
  }

  StatementRunner runner() {
    return runner;
  }

  ClientContext client() {
    return client;
  }

  /** Executes, and tells services and the echo about it. */
  <T> T perform(ResultReader<T> reader, ToLongFunction<T> rows) {
    List<DbClientService> services = client.helidon().clientServices();
    if (services.isEmpty() && !client.echo().isEnabled()) {
      SqlText sql = Parameters.meant(statement.sql(), parameters());
      return execute(sql, ordered(sql, parameters()), reader);
    }
    CompletableFuture<Void> statementFuture = new CompletableFuture<>();
    CompletableFuture<Long> resultFuture = new CompletableFuture<>();
    DbClientServiceContext seen =
        DbClientServiceContext.create(statement, type, statementFuture, resultFuture, parameters());
    try {
      services.forEach(service -> service.statement(seen));
      // A service may have replaced the text or added parameters.
      SqlText sql =
          Parameters.meant(client.texts().get(seen.statement()), seen.statementParameters());
      T result = echoed(sql, ordered(sql, seen.statementParameters()), reader, rows);
      statementFuture.complete(null);
      resultFuture.complete(rows.applyAsLong(result));
      return result;
    } catch (RuntimeException | Error e) {
      statementFuture.completeExceptionally(e);
      resultFuture.completeExceptionally(e);
      throw e;
    }
  }

  private <T> T echoed(
      SqlText sql, List<@Nullable Object> values, ResultReader<T> reader, ToLongFunction<T> rows) {
    if (!client.echo().isEnabled()) {
      return execute(sql, values, reader);
    }
    long start = System.nanoTime();
    String outcome = "failed";
    try {
      T result = execute(sql, values, reader);
      outcome = "rows=" + rows.applyAsLong(result);
      return result;
    } finally {
      client.echo().log(runner.id(), sql.text(), values, outcome, System.nanoTime() - start);
    }
  }

  private <T> T execute(SqlText sql, List<@Nullable Object> values, ResultReader<T> reader) {
    return runner.run(
        sql,
        type,
        (connection, text, preamble) -> {
          PreparedStatement prepared = prepare(connection, text, values);
          boolean keep = false;
          try {
            prepared.execute();
            for (int i = 0; i < preamble; i++) {
              prepared.getMoreResults();
            }
            T result = reader.read(sql, prepared);
            keep = reader.keepsOpen();
            return result;
          } finally {
            if (!keep) {
              prepared.close();
            }
          }
        });
  }

  private PreparedStatement prepare(
      Connection connection, String text, List<@Nullable Object> values) throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(text);
    try {
      if (runner.fetchSize() > 0) {
        prepared.setFetchSize(runner.fetchSize());
      }
      int index = 1;
      for (Object value : values) {
        ParameterBinder.bind(prepared, index++, value);
      }
      return prepared;
    } catch (SQLException | RuntimeException e) {
      prepared.close();
      throw e;
    }
  }

  private List<@Nullable Object> ordered(SqlText sql, DbStatementParameters given) {
    return Parameters.of(client).ordered(sql, given);
  }
}
