package dev.heddle.pool;

import dev.heddle.config.ServerList;
import dev.heddle.config.ServerRole;
import java.net.Socket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * The servers that an address names, tried one after the other, the last good one first, until one
 * has the role that is wanted. No role is remembered, so a new primary is found at the next
 * attempt; only one that was silent is left alone for a while when there is another that will do.
 *
 * <p>The driver could choose too, but takes every server for a standby whose transactions are
 * read-only by default, which all are here.
 */
final class Servers {

  /** Opens a connection to the one server of an address. */
  @FunctionalInterface
  interface Opener {
    Opened open(String url) throws SQLException;
  }

  /**
   * A connection.
   *
   * @param connection the connection
   * @param socket what it speaks over, where that is known
   */
  record Opened(PgConnection connection, @Nullable Socket socket) {}

  /** An attempt that fails sooner costs too little to be spared. */
  private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final List<String> urls;
  private final ServerRole role;
  private final LongSupplier nanoTime;
  private volatile int lastGood;

  /** When each server that is silent was last tried. */
  private final Map<String, Long> silent = new ConcurrentHashMap<>();

  Servers(ServerList servers) {
    this(servers, System::nanoTime);
  }

  Servers(ServerList servers, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.urls = servers.urls();
    this.role = servers.role();
  }

  int count() {
    return urls.size();
  }

  /**
   * A connection to the first server that has the role, or to the first that will do when one with
   * the role was only preferred.
   *
   * @throws SQLException when there is none; why the last one was not taken
   */
  Opened open(Opener opener) throws SQLException {
    int first = lastGood;
    int spareAt = first;
    Opened spare = null;
    SQLException failure = new SQLException("the address names no server", "08001");
    for (int i = 0; i < urls.size(); i++) {
      int at = (first + i) % urls.size();
      String url = urls.get(at);
      if (spare != null && isLeftAlone(url)) {
        continue;
      }
      long start = nanoTime.getAsLong();
      try {
        Opened opened = opener.open(url);
        Fit fit = fit(opened);
        silent.remove(url);
        if (fit == Fit.WANTED) {
          close(spare);
          lastGood = at;
          return opened;
        }
        if (fit == Fit.WILL_DO && spare == null) {
          spare = opened;
          spareAt = at;
          continue;
        }
        close(opened);
        failure = new SQLException("none of the servers is the " + role, "08001", failure);
      } catch (SQLException e) {
        long end = nanoTime.getAsLong();
        if (end - start >= SILENCE_NANOS) {
          silent.put(url, end);
        }
        e.addSuppressed(failure);
        failure = e;
      } catch (RuntimeException | Error e) {
        close(spare);
        throw e;
      }
    }
    if (spare == null) {
      throw failure;
    }
    lastGood = spareAt;
    return spare;
  }

  private enum Fit {
    WANTED,
    WILL_DO,
    UNWANTED
  }

  /** Nobody is to wait for a silent server each time when there is one that will do. */
  private boolean isLeftAlone(String url) {
    Long since = silent.get(url);
    return since != null && nanoTime.getAsLong() - since < PAUSE_NANOS;
  }

  /** What the server is good for; the connection is closed when it cannot be asked. */
  private Fit fit(Opened opened) throws SQLException {
    if (role == ServerRole.ANY) {
      return Fit.WANTED;
    }
    boolean known = false;
    try {
      boolean standby = isStandby(opened.connection());
      known = true;
      if (role.prefers(standby)) {
        return Fit.WANTED;
      }
      return role.accepts(standby) ? Fit.WILL_DO : Fit.UNWANTED;
    } finally {
      if (!known) {
        close(opened);
      }
    }
  }

  private static void close(@Nullable Opened opened) {
    if (opened != null) {
      try {
        opened.connection().close();
      } catch (SQLException e) {
        // It is not wanted: there is nothing more to close.
        return;
      }
    }
  }

  /** Servers say so unasked from version 14 on. */
  private static boolean isStandby(PgConnection connection) throws SQLException {
    String said = connection.getParameterStatus("in_hot_standby");
    if (said != null) {
      return said.equals("on");
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
      return row.next() && row.getBoolean(1);
    }
  }
}
