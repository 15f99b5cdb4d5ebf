package dev.heddle.pool;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/**
 * One connection to the server. What the pool below holds is {@link #pooled}: the driver's own
 * connection, except that its validation never waits. The pool validates after half a second of
 * idling and may wait seconds for the answer; here a session's first statement finds out instead,
 * and is replayed on another connection where that is safe.
 */
final class PhysicalConnection implements InvocationHandler, Watched {

  private final PgConnection driver;
  private final @Nullable Socket socket;
  private final int generation;
  private final String timeline;
  private final DriverSettings settings;
  private @Nullable DeadlineWatch watch;
  private volatile @Nullable Lease lease;

  // The pool hands a connection from one thread to the next, and with it what was written here.
  private long lastUsed = System.nanoTime();

  PhysicalConnection(PgConnection driver, @Nullable Socket socket, String timeline, int generation)
      throws SQLException {
    this.driver = driver;
    this.settings = DriverSettings.of(driver);
    this.socket = socket;
    this.timeline = timeline;
    this.generation = generation;
  }

  /** The history that the server was writing when it signed in; a failover begins another one. */
  String timeline() {
    return timeline;
  }

  /** What the driver's connection was set to when it was opened. */
  DriverSettings settings() {
    return settings;
  }

  /** How long ago it was used or opened. */
  long idleNanos() {
    return System.nanoTime() - lastUsed;
  }

  /** The driver's connection. */
  PgConnection driver() {
    return driver;
  }

  /** The face that the pool below sees; the watch looks at it from now on until it is closed. */
  Connection pooled(DeadlineWatch by) {
    watch = by;
    by.add(this);
    return (Connection)
        Proxy.newProxyInstance(
            PhysicalConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
  }

  /** The physical connection behind what the pool below handed out. */
  static PhysicalConnection behind(Connection pooled) throws SQLException {
    return pooled.unwrap(PhysicalConnection.class);
  }

  /** How often the servers had changed their roles when it began to sign in. */
  int generation() {
    return generation;
  }

  /** Says whose it is: the holder's deadline counts from now on. */
  void lendTo(Lease holder) {
    lease = holder;
  }

  /** Nobody holds it any more; it has just been used. */
  void takeBack() {
    lease = null;
    lastUsed = System.nanoTime();
  }

  @Override
  public boolean enforce(long now) {
    Lease holder = lease;
    if (holder == null) {
      return false;
    }
    holder.enforce(now);
    return true;
  }

  /** The pool below drops without closing what it gets while it is being closed. */
  @Override
  public void abandon() {
    abort();
  }

  /**
   * Whether something unasked for has arrived while the connection was idle: most often the
   * server's goodbye. Costs no round trip and does not see a bare end of stream.
   */
  boolean hasUnreadInput() {
    try {
      return socket != null && socket.getInputStream().available() > 0;
    } catch (IOException e) {
      return true;
    }
  }

  /** Asks the server, for at most the given time; leaves the connection without a time limit. */
  boolean answersWithin(int millis) {
    try {
      driver.setNetworkTimeout(null, Math.max(1, millis));
      try (var statement = driver.createStatement()) {
        statement.execute("");
      }
      driver.setNetworkTimeout(null, 0);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /**
   * Closes the socket at once, whoever is waiting on it. The driver is told on a thread of its own:
   * under TLS it would wait for a writer that a frozen server holds up.
   */
  void abort() {
    try {
      if (socket != null) {
        socket.close();
      }
      driver.abort(task -> Thread.ofVirtual().name("heddle-abort").start(task));
    } catch (IOException | SQLException e) {
      // It is being given up: there is nobody left to tell, and nothing more to close.
      return;
    }
  }

  private void ended() {
    if (watch != null) {
      watch.remove(this);
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("isValid")) {
      return !driver.isClosed();
    }
    if (method.getName().equals("getTransactionIsolation")) {
      // The pool below asks its first connection, to restore what nobody changes. When the answer
      // is late it goes on with -1 for good, which the driver refuses for every connection.
      return Connection.TRANSACTION_READ_COMMITTED;
    }
    if (method.getName().equals("isReadOnly")) {
      // Else it makes a connection writable whose address asks for a read-only one.
      return false;
    }
    if (method.getName().equals("unwrap")
        && arguments != null
        && arguments[0] == PhysicalConnection.class) {
      return this;
    }
    // Not for abort: when the pool closes, a holder may be inside the driver, with a deadline.
    if (method.getName().equals("close")) {
      ended();
    }
    try {
      return method.invoke(driver, arguments);
    } catch (InvocationTargetException e) {
      // The pool below logs what it catches.
      throw e.getCause() instanceof SQLException failure
          ? UndisclosedException.of(failure)
          : e.getCause();
    }
  }
}
