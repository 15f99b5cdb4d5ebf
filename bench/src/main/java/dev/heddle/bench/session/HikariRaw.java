package dev.heddle.bench.session;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** HikariCP and the driver, nothing in between. */
final class HikariRaw {

  private HikariRaw() {}

  static SessionContender open(Target target) {
    HikariConfig config = config(target);
    config.setAutoCommit(false);
    HikariDataSource pool = new HikariDataSource(config);
    return new JdbcSessions(pool, pool::close);
  }

  static HikariConfig config(Target target) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(target.url());
    config.setUsername(target.username());
    config.setPassword(target.password());
    config.setMinimumIdle(target.kept());
    config.setMaximumPoolSize(target.most());
    return config;
  }
}
