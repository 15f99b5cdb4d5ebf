package dev.heddle.pool;

import com.zaxxer.hikari.HikariDataSource;

/**
 * Keeps so many connections in all, in use or idle. HikariCP by itself keeps that many idle ones
 * beside those in use, and so would hold the surplus open as long as there is any load.
 */
final class KeptSize implements Watched {

  private final HikariDataSource pool;
  private final int size;

  KeptSize(HikariDataSource pool, int size) {
    this.pool = pool;
    this.size = size;
  }

  @Override
  public boolean enforce(long now) {
    int idle = Math.max(0, size - pool.getHikariPoolMXBean().getActiveConnections());
    if (pool.getMinimumIdle() != idle) {
      pool.setMinimumIdle(idle);
    }
    return false;
  }

  @Override
  public void abandon() {
    // Nothing to end.
  }
}
