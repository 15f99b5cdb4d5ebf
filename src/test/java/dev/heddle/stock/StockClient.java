package dev.heddle.stock;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import io.helidon.dbclient.jdbc.JdbcConnectionPool;
import java.sql.SQLException;

/** The stock client on a pool of one connection. */
record StockClient(DbClient client, HikariDataSource source) implements AutoCloseable {

  /** Arguments are address, user and password. */
  static StockClient open(String... arguments) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(arguments[0]);
    config.setUsername(arguments[1]);
    config.setPassword(arguments[2]);
    config.setMaximumPoolSize(1);
    HikariDataSource source = new HikariDataSource(config);
    JdbcConnectionPool pool =
        () -> {
          try {
            return source.getConnection();
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        };
    return new StockClient(JdbcClientBuilder.create().connectionPool(pool).build(), source);
  }

  @Override
  public void close() {
    source.close();
  }
}
