package dev.heddle.client;

import io.helidon.dbclient.DbStatementType;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One statement executed for many sets of parameters. */
public final class Batch {

  private final StatementRunner runner;
  private final SqlText sql;
  private final List<List<@Nullable Object>> rows;

  private Batch(StatementRunner runner, SqlText sql, List<List<@Nullable Object>> rows) {
    this.runner = runner;
    this.sql = sql;
    this.rows = rows;
  }

  /** A batch whose parameters are all complete; no connection is taken before that is known. */
  public static Batch of(
      ClientContext client, StatementRunner runner, String statement, List<?> parameters) {
    SqlText sql = client.texts().get(statement);
    Parameters complete = Parameters.of(client);
    List<List<@Nullable Object>> rows = new ArrayList<>(parameters.size());
    for (Object each : parameters) {
      switch (each) {
        case List<?> indexed -> rows.add(new ArrayList<>(indexed));
        case Map<?, ?> named -> rows.add(complete.named(sql, named));
        default ->
            throw new IllegalArgumentException(
                "batch parameters are a List (indexed) or a Map (named) for each execution, not "
                    + each.getClass().getName());
      }
    }
    boolean indexed = !parameters.isEmpty() && parameters.getFirst() instanceof List<?>;
    return new Batch(runner, indexed ? sql.verbatim() : sql, rows);
  }

  /** Executes it and returns the rows changed by each set of parameters. */
  public long[] execute() {
    if (rows.isEmpty()) {
      return new long[0];
    }
    return runner.run(
        sql,
        DbStatementType.DML,
        (connection, text, preamble) -> {
          // A batch is a message of its own, so what begins the transaction cannot travel in it.
          if (preamble > 0) {
            try (var begin = connection.createStatement()) {
              begin.execute(text.substring(0, text.indexOf(';')));
            }
          }
          try (PreparedStatement prepared = connection.prepareStatement(sql.jdbc())) {
            for (List<@Nullable Object> row : rows) {
              int index = 1;
              for (Object value : row) {
                ParameterBinder.bind(prepared, index++, value);
              }
              prepared.addBatch();
            }
            return prepared.executeLargeBatch();
          }
        });
  }
}
