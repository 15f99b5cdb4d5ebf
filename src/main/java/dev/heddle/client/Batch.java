package dev.heddle.client;

import io.helidon.dbclient.DbStatementType;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One statement executed for many sets of parameters. The client's services and the echo see it as
 * one statement without parameters, whose text and parameters no service can replace.
 */
public final class Batch {

  private final ClientContext client;
  private final StatementRunner runner;
  private final SqlText sql;
  private final List<List<@Nullable Object>> rows;

  private Batch(
      ClientContext client,
      StatementRunner runner,
      SqlText sql,
      List<List<@Nullable Object>> rows) {
    this.client = client;
    this.runner = runner;
    this.sql = sql;
    this.rows = rows;
  }

  /**
   * A batch whose parameters are all complete; no connection is taken before that is known.
   *
   * @param client what its statements share
   * @param runner what gives it a connection
   * @param statement the text, with named or with positional parameters
   * @param parameters for each execution a {@code List} of indexed or a {@code Map} of named ones
   * @return a batch that was not executed yet
   * @throws IllegalArgumentException when an element is neither, is of another kind than the first,
   *     or has more or fewer values than the statement has parameters
   */
  public static Batch of(
      ClientContext client, StatementRunner runner, String statement, List<?> parameters) {
    SqlText sql = client.texts().get(statement);
    Parameters complete = Parameters.of(client);
    List<List<@Nullable Object>> rows = new ArrayList<>(parameters.size());
    boolean indexed = !parameters.isEmpty() && parameters.getFirst() instanceof List<?>;
    for (Object each : parameters) {
      switch (each) {
        case List<?> row when indexed -> rows.add(complete(sql.verbatim(), rows.size(), row));
        case Map<?, ?> named when !indexed -> rows.add(complete.named(sql, named));
        case List<?> _, Map<?, ?> _ ->
            throw new IllegalArgumentException(
                "batch parameters are all Lists (indexed) or all Maps (named): number %d is other than the first"
                    .formatted(rows.size() + 1));
        default ->
            throw new IllegalArgumentException(
                "batch parameters are a List (indexed) or a Map (named) for each execution, not "
                    + each.getClass().getName());
      }
    }
    return new Batch(client, runner, indexed ? sql.verbatim() : sql, rows);
  }

  /** The driver would take what is missing from the row before. */
  private static List<@Nullable Object> complete(SqlText sql, int before, List<?> row) {
    if (row.size() != sql.positionalCount()) {
      throw new IllegalArgumentException(
          "batch parameters number %d are %d values, and the statement has %d parameters"
              .formatted(before + 1, row.size(), sql.positionalCount()));
    }
    return new ArrayList<>(row);
  }

  /**
   * Executes it in as few round trips as the driver can.
   *
   * @return the rows changed by each set of parameters
   */
  public long[] execute() {
    if (rows.isEmpty()) {
      return new long[0];
    }
    StatementContext context = StatementContext.of(client, null, sql.text(), DbStatementType.DML);
    Observation seen = Observation.ofBatch(client, context, sql, rows);
    try {
      long[] changed = send();
      seen.succeeded(runner.id(), Arrays.stream(changed).filter(rows -> rows > 0).sum());
      return changed;
    } catch (RuntimeException | Error e) {
      seen.failed(runner.id(), e);
      throw e;
    }
  }

  private long[] send() {
    return runner.run(
        sql.batched(),
        DbStatementType.DML,
        (connection, wording) -> {
          try (PreparedStatement prepared = connection.prepareStatement(wording.text())) {
            for (List<@Nullable Object> row : rows) {
              ParameterBinder.bindAll(prepared, 1, row);
              prepared.addBatch();
            }
            return prepared.executeLargeBatch();
          }
        });
  }
}
