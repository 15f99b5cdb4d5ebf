package dev.heddle.client;

import io.helidon.common.GenericType;
import io.helidon.common.mapper.MapperException;
import io.helidon.dbclient.DbMapperManager;
import io.helidon.dbclient.DbStatement;
import io.helidon.dbclient.DbStatementBase;
import io.helidon.dbclient.DbStatementType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
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

  @Override
  public S namedParam(Object parameters) {
    try {
      return super.namedParam(parameters);
    } catch (MapperException e) {
      throw MapperFailure.of(e, typeOf(parameters), DbMapperManager.TYPE_NAMED_PARAMS);
    }
  }

  @Override
  public S indexedParam(Object parameters) {
    try {
      return super.indexedParam(parameters);
    } catch (MapperException e) {
      throw MapperFailure.of(e, typeOf(parameters), DbMapperManager.TYPE_INDEXED_PARAMS);
    }
  }

  private static GenericType<?> typeOf(Object parameters) {
    return GenericType.create(parameters.getClass());
  }

  StatementRunner runner() {
    return runner;
  }

  ClientContext client() {
    return client;
  }

  /** Executes, and tells services and the echo about it. */
  <T> T perform(ResultReader<T> reader, ToLongFunction<T> rows) {
    Observation seen = Observation.begin(client, statement, type, parameters());
    try {
      T result = execute(seen.sql(), seen.values(), reader);
      seen.succeeded(runner.id(), rows.applyAsLong(result));
      return result;
    } catch (RuntimeException | Error e) {
      seen.failed(runner.id(), e);
      throw e;
    }
  }

  private <T> T execute(SqlText sql, List<@Nullable Object> values, ResultReader<T> reader) {
    return runner.run(
        sql,
        type,
        (connection, wording) -> {
          requireComplete(sql, values);
          PreparedStatement prepared = prepare(connection, wording.text(), values);
          boolean keep = false;
          try {
            wording.execute(prepared);
            T result = reader.read(sql, prepared);
            wording.readBehind(prepared);
            keep = reader.keepsOpen();
            return result;
          } finally {
            if (!keep) {
              prepared.close();
            }
          }
        });
  }

  /** The driver would notice as well, but only when it is given the statement to execute. */
  private static void requireComplete(SqlText sql, List<@Nullable Object> values)
      throws SQLException {
    if (values.size() < sql.positionalCount()) {
      throw new SQLException(
          "no value for parameter %d of %d".formatted(values.size() + 1, sql.positionalCount()),
          "22023");
    }
  }

  private PreparedStatement prepare(
      Connection connection, String text, List<@Nullable Object> values) throws SQLException {
    PreparedStatement prepared = connection.prepareStatement(text);
    try {
      if (runner.fetchSize() > 0) {
        prepared.setFetchSize(runner.fetchSize());
      }
      ParameterBinder.bindAll(prepared, 1, values);
      return prepared;
    } catch (SQLException | RuntimeException e) {
      prepared.close();
      throw e;
    }
  }
}
