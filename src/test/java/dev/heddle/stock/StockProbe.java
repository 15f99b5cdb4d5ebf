package dev.heddle.stock;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.jdbc.JdbcClientBuilder;
import io.helidon.dbclient.jdbc.JdbcConnectionPool;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** Asks the stock client, in a JVM whose class path is Helidon 4.1.7 throughout. */
public final class StockProbe {

  private StockProbe() {}

  /** Prints a line for each question; arguments are address, user and password. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    DefectProbe probe = new DefectProbe();
    for (String name : probe.names()) {
      // A pool for each question: most of them empty it.
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(arguments[0]);
      config.setUsername(arguments[1]);
      config.setPassword(arguments[2]);
      config.setMaximumPoolSize(2);
      config.setConnectionTimeout(500);
      config.setAutoCommit(!name.startsWith("7") && !name.startsWith("1 "));
      HikariDataSource source = new HikariDataSource(config);
      JdbcConnectionPool pool =
          () -> {
            try {
              return source.getConnection();
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          };
      DbClient client = JdbcClientBuilder.create().connectionPool(pool).addService(probe).build();
      out.println(name + " = " + probe.ask(name, client));
      source.close();
    }
  }
}
