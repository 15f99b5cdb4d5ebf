package dev.heddle.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.testing.PostgresTest;
import dev.heddle.testing.TestPostgres;
import io.helidon.dbclient.DbRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

@PostgresTest
class ServerTypeIT {

  private final TestPostgres postgres;

  ServerTypeIT(TestPostgres postgres) {
    this.postgres = postgres;
  }

  @Test
  void namesAndNumbersAreTheServers() throws SQLException {
    Map<Integer, ServerType> table = new TreeMap<>(ServerType.builtIn());
    List<String> wrong = new ArrayList<>();
    try (Connection connection = postgres.connect()) {
      for (DbRow row :
          Rows.query(
              connection,
              "SELECT oid::int, typname, CASE WHEN typinput = 'array_in'::regproc"
                  + " THEN typelem::int ELSE 0 END AS element FROM pg_type")) {
        ServerType known = table.remove(value(row, "oid", Integer.class));
        if (known == null) {
          continue;
        }
        if (!known.name().equals(row.column("typname").get(String.class))
            || known.elementOid() != value(row, "element", Integer.class)) {
          wrong.add(known.toString());
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(table).isEmpty();
  }

  @Test
  void coversWhatPeoplePutIntoTables() throws SQLException {
    try (Connection connection = postgres.connect()) {
      List<DbRow> missing =
          Rows.query(
              connection,
              "SELECT typname FROM pg_type WHERE oid < 10000 AND typtype IN ('b', 'r', 'm')"
                  + " AND typarray <> 0 AND NOT oid = ANY (?) AND typname <> 'gtsvector'",
              List.copyOf(ServerType.builtIn().keySet()));
      assertThat(missing).extracting(row -> row.column(1).get(String.class)).isEmpty();
    }
  }

  private static <T> T value(DbRow row, String column, Class<T> type) {
    return Objects.requireNonNull(row.column(column).get(type));
  }
}
