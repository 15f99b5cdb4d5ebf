package dev.heddle.client;

import io.helidon.dbclient.DbClientException;
import io.helidon.dbclient.DbIndexedStatementParameters;
import io.helidon.dbclient.DbNamedStatementParameters;
import io.helidon.dbclient.DbStatementParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts given parameters into the order of the statement; a missing one is an error at once. */
final class Parameters {

  private final boolean missingAsNull;

  private Parameters(boolean missingAsNull) {
    this.missingAsNull = missingAsNull;
  }

  static Parameters of(ClientContext client) {
    return new Parameters(client.helidon().missingMapParametersAsNull());
  }

  /** With positional parameters nothing in the text is taken for a named one. */
  static SqlText meant(SqlText sql, DbStatementParameters given) {
    return given instanceof DbIndexedStatementParameters ? sql.verbatim() : sql;
  }

  List<@Nullable Object> ordered(SqlText sql, DbStatementParameters given) {
    return switch (given) {
      case DbNamedStatementParameters named -> named(sql, named.parameters());
      case DbIndexedStatementParameters indexed -> indexed.parameters();
      default -> named(sql, Map.of());
    };
  }

  List<@Nullable Object> named(SqlText sql, Map<?, ?> given) {
    List<String> names = sql.parameterNames();
    if (names.isEmpty()) {
      return new ArrayList<>(0);
    }
    List<@Nullable Object> values = new ArrayList<>(names.size());
    for (String name : names) {
      Object value = given.get(name);
      if (value == null && !missingAsNull && !given.containsKey(name)) {
        throw missing(names, given);
      }
      values.add(value);
    }
    return values;
  }

  private static DbClientException missing(List<String> names, Map<?, ?> given) {
    List<String> absent =
        names.stream().filter(name -> !given.containsKey(name)).distinct().toList();
    return new DbClientException(
        "Query parameters missing in Map: "
            + String.join(", ", absent)
            + "; add them with addParam(name, value), or set missing-map-parameters-as-null");
  }
}
