package dev.heddle.bench.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** HikariCP as its users set it up, with as many connections as the other servers have. */
final class JdbcPool {

  private JdbcPool() {}

  static HikariDataSource open(Listening.Target target) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(target.url());
    config.setUsername(target.username());
    config.setPassword(target.password());
    config.setMinimumIdle(target.poolSize());
    config.setMaximumPoolSize(target.poolMost());
    return new HikariDataSource(config);
  }
}
