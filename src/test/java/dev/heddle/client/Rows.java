package dev.heddle.client;

import io.helidon.common.mapper.MapperManager;
import io.helidon.dbclient.DbClientContext;
import io.helidon.dbclient.DbContext;
import io.helidon.dbclient.DbMapperManager;
import io.helidon.dbclient.DbRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and binds through plain JDBC, so that a test sees nothing of sessions. */
final class Rows {

  static final DbContext CONTEXT = context();

  private Rows() {}

  @SuppressWarnings("removal") // DbClientContext 4.1.7 takes no successor of MapperManager.
  private static DbContext context() {
    return DbClientContext.builder()
        .mapperManager(MapperManager.create())
        .dbMapperManager(
            DbMapperManager.builder().addMapperProvider(new RecordMapperProvider()).build())
        .build();
  }

  /** All rows of a query, read by one metadata. */
  static List<DbRow> query(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        ParameterBinder.bind(statement, i + 1, parameters[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        return read(result);
      }
    }
  }

  /** The first row of a query. */
  static DbRow row(Connection connection, String sql, @Nullable Object... parameters)
      throws SQLException {
    return query(connection, sql, parameters).getFirst();
  }

  private static List<DbRow> read(ResultSet result) throws SQLException {
    RowMetadata metadata = RowMetadata.of(result, SqlText.parse(""), CONTEXT);
    List<DbRow> rows = new ArrayList<>();
    while (result.next()) {
      rows.add(metadata.read(result));
    }
    return rows;
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
