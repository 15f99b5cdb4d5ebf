package dev.heddle.client;

import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbIndexedStatementParameters;
import io.helidon.dbclient.DbNamedStatementParameters;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbStatementParameters;
import io.helidon.dbclient.DbStatementType;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Statements of a session that travel together: {@link #execute()} sends all that were added since
 * the last time in one round trip, or one for each 64 statements or 16 KiB of text and values.
 * PostgreSQL executes them in order; when one fails, none behind it is executed, and the error says
 * which text it was part of.
 *
 * <pre>{@code
 * var pipeline = session.pipeline();
 * var user = pipeline.get("SELECT name FROM users WHERE id = ?", id);
 * var orders = pipeline.query("SELECT id, total FROM orders WHERE user_id = :id", Map.of("id", id));
 * pipeline.execute();
 * user.result().map(row -> row.column("name").getString());
 * }</pre>
 *
 * <p>A parameter without a type in Java (an enum constant, {@code java.util.Date}, {@code
 * java.sql.Timestamp}) makes the driver wait for each statement's answer. Belongs to its session
 * and that one's thread.
 */
public final class Pipeline {

  /** So that what is on its way fits into the sockets' buffers while answers come back. */
  private static final int LARGEST_MESSAGE = 16 * 1024;

  private static final int MOST_STATEMENTS = 64;

  /** What a value counts that is neither text nor bytes. */
  private static final int VALUE_SIZE = 32;

  private final ClientContext client;
  private final StatementRunner runner;
  private final List<Pending<?>> waiting = new ArrayList<>();

  /**
   * A pipeline of a session; it takes no connection before it is executed.
   *
   * @param client what the statements share
   * @param runner the session
   */
  public Pipeline(ClientContext client, StatementRunner runner) {
    this.client = client;
    this.runner = runner;
  }

  /**
   * Adds a statement of which the first row counts.
   *
   * @param statement one statement
   * @param parameters for its {@code ?}, in order, or one {@code Map} for its named ones
   * @return has the result once the pipeline was executed
   */
  public Pending<Optional<DbRow>> get(String statement, @Nullable Object... parameters) {
    return add(
        DbStatementType.GET,
        statement,
        parameters,
        (sql, executed) -> GetStatement.first(client, sql, executed),
        row -> row.isPresent() ? 1 : 0);
  }

  /**
   * Adds a statement of which all rows count; all of them will be in memory.
   *
   * @param statement one statement
   * @param parameters for its {@code ?}, in order, or one {@code Map} for its named ones
   * @return has the result once the pipeline was executed
   */
  public Pending<List<DbRow>> query(String statement, @Nullable Object... parameters) {
    return add(
        DbStatementType.QUERY,
        statement,
        parameters,
        (sql, executed) -> QueryStatement.all(client, sql, executed),
        List::size);
  }

  /**
   * Adds a statement of which the number of changed rows counts.
   *
   * @param statement one statement
   * @param parameters for its {@code ?}, in order, or one {@code Map} for its named ones
   * @return has the result once the pipeline was executed
   */
  public Pending<Long> dml(String statement, @Nullable Object... parameters) {
    return add(
        DbStatementType.DML,
        statement,
        parameters,
        (_, executed) -> DmlStatement.changed(executed),
        Long::longValue);
  }

  /**
   * Executes what was added. When it throws, none of the statements that were waiting has a result.
   *
   * @throws io.helidon.dbclient.DbClientException when a statement has more or fewer parameters
   *     than it was given values; nothing was sent
   * @throws dev.heddle.error.StatementException when the server refuses one of them
   */
  public void execute() {
    List<Pending<?>> all = List.copyOf(waiting);
    waiting.clear();
    int begun = 0;
    try {
      for (Pending<?> each : all) {
        each.begin(client);
        begun++;
        requireOne(each.sql());
        requireComplete(each);
      }
      for (int from = 0; from < all.size(); ) {
        int to = endOfMessage(all, from);
        send(all.subList(from, to));
        from = to;
      }
      all.forEach(each -> each.succeed(runner.id()));
    } catch (RuntimeException | Error e) {
      all.subList(0, begun).forEach(each -> each.fail(runner.id(), e));
      throw e;
    }
  }

  private void send(List<Pending<?>> message) {
    String text =
        message.stream().map(each -> each.sql().open()).collect(Collectors.joining("\n;"));
    SqlText whole =
        message.size() == 1 ? message.getFirst().sql() : client.texts().get(text).verbatim();
    runner.run(
        whole,
        DbStatementType.QUERY,
        (connection, wording) -> {
          try (PreparedStatement prepared = connection.prepareStatement(wording.text())) {
            int index = 1;
            for (Pending<?> each : message) {
              index = ParameterBinder.bindAll(prepared, index, each.values());
            }
            wording.execute(prepared);
            for (int i = 0; i < message.size(); i++) {
              if (i > 0) {
                prepared.getMoreResults();
              }
              message.get(i).read(prepared);
            }
            wording.readBehind(prepared);
            return message.size();
          }
        });
  }

  private static int endOfMessage(List<Pending<?>> all, int from) {
    long size = all.get(from).size();
    int to = from + 1;
    while (to < all.size() && to - from < MOST_STATEMENTS) {
      size += all.get(to).size();
      if (size > LARGEST_MESSAGE) {
        break;
      }
      to++;
    }
    return to;
  }

  private <T> Pending<T> add(
      DbStatementType type,
      String statement,
      @Nullable Object[] parameters,
      Reader<T> reader,
      ToLongFunction<T> rows) {
    requireOne(client.texts().get(statement));
    Pending<T> pending =
        new Pending<>(
            StatementContext.of(client, null, statement, type),
            type,
            given(parameters),
            reader,
            rows);
    waiting.add(pending);
    return pending;
  }

  /** Results are told apart by counting; a service may have made one statement into two. */
  private static void requireOne(SqlText sql) {
    if (sql.statementCount() != 1) {
      throw new IllegalArgumentException(
          "the text holds %d statements; add each one to the pipeline by itself"
              .formatted(sql.statementCount()));
    }
  }

  /** The driver only counts the values of all statements together. */
  private static void requireComplete(Pending<?> each) {
    // Says first what is wrong with a text that has parameters of both kinds.
    each.sql().jdbc();
    int wanted = each.sql().positionalCount() + each.sql().parameterNames().size();
    int given = each.values().size();
    if (given != wanted) {
      throw new DbClientException(
          "a statement of the pipeline has %d parameters and %d values; note that an array of objects counts as so many, a List as one"
              .formatted(wanted, given));
    }
  }

  private static DbStatementParameters given(@Nullable Object[] parameters) {
    if (parameters.length == 1 && parameters[0] instanceof Map<?, ?> map) {
      DbNamedStatementParameters named = new DbNamedStatementParameters();
      map.forEach((name, value) -> named.addParam(String.valueOf(name), value));
      return named;
    }
    if (parameters.length == 0) {
      return DbStatementParameters.UNDEFINED;
    }
    DbIndexedStatementParameters indexed = new DbIndexedStatementParameters();
    for (Object value : parameters) {
      indexed.addParam(value);
    }
    return indexed;
  }

  /** Reads one statement's result. */
  @FunctionalInterface
  private interface Reader<T> {

    T read(SqlText sql, PreparedStatement executed) throws SQLException;
  }

  /**
   * A statement of a pipeline, and its result once that was executed.
   *
   * @param <T> what it returns
   */
  public static final class Pending<T> {

    private final StatementContext context;
    private final DbStatementType type;
    private final DbStatementParameters given;
    private final Reader<T> reader;
    private final ToLongFunction<T> rows;
    private @Nullable Observation seen;
    private @Nullable T read;
    private boolean succeeded;

    private Pending(
        StatementContext context,
        DbStatementType type,
        DbStatementParameters given,
        Reader<T> reader,
        ToLongFunction<T> rows) {
      this.context = context;
      this.type = type;
      this.given = given;
      this.reader = reader;
      this.rows = rows;
    }

    /**
     * What the statement returned.
     *
     * @return never null
     * @throws IllegalStateException when the pipeline was not executed since the statement was
     *     added, or failed
     */
    public T result() {
      T result = read;
      if (!succeeded || result == null) {
        throw new IllegalStateException(
            "the statement has no result: its pipeline was not executed, or failed; call execute()"
                + " first");
      }
      return result;
    }

    private void begin(ClientContext client) {
      seen = Observation.begin(client, context, type, given);
    }

    private Observation seen() {
      Observation observation = seen;
      if (observation == null) {
        throw new IllegalStateException("the statement was not begun");
      }
      return observation;
    }

    private SqlText sql() {
      return seen().sql();
    }

    private List<@Nullable Object> values() {
      return seen().values();
    }

    private void read(PreparedStatement executed) throws SQLException {
      read = reader.read(sql(), executed);
    }

    private void succeed(String session) {
      T result = read;
      if (result != null) {
        succeeded = true;
        seen().succeeded(session, rows.applyAsLong(result));
      }
    }

    private void fail(String session, Throwable failure) {
      read = null;
      seen().failed(session, failure);
    }

    private long size() {
      long size = sql().jdbc().length();
      for (Object value : values()) {
        size +=
            switch (value) {
              case CharSequence text -> text.length();
              case byte[] bytes -> bytes.length;
              case null, default -> VALUE_SIZE;
            };
      }
      return size;
    }
  }
}
