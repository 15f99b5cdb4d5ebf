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
 * One connection to the server. What the pool below holds is {@link #pooled()}: the driver's own
 * connection, except that its validation never waits. The pool validates after half a second of
 * idling and may wait seconds for the answer; here a session's first statement finds out instead,
 * and is replayed on another connection where that is safe.
 */
final class PhysicalConnection implements InvocationHandler {

  private final PgConnection driver;
  private final @Nullable Socket socket;
  private final String timeline;

  // The pool hands a connection from one thread to the next, and with it what was written here.
  private long lastUsed = System.nanoTime();

  PhysicalConnection(PgConnection driver, @Nullable Socket socket, String timeline) {
    this.driver = driver;
    this.socket = socket;
    this.timeline = timeline;
  }

  /** The history that the server was writing when it signed in; a failover begins another one. */
  String timeline() {
    return timeline;
  }

  /** Notes that it has just been used. */
  void used() {
    lastUsed = System.nanoTime();
  }

  /** How long ago it was used or opened. */
  long idleNanos() {
    return System.nanoTime() - lastUsed;
  }

  /** The driver's connection. */
  PgConnection driver() {
    return driver;
  }

  /** The face that the pool below sees. */
  Connection pooled() {
    return (Connection)
        Proxy.newProxyInstance(
            PhysicalConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, this);
  }

  /** The physical connection behind what the pool below handed out. */
  static PhysicalConnection behind(Connection pooled) throws SQLException {
    return pooled.unwrap(PhysicalConnection.class);
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

  /** Closes the socket at once, whoever is waiting on it. */
  void abort() {
    try {
      driver.abort(Runnable::run);
    } catch (SQLException e) {
      // It is being given up: there is nobody left to tell, and nothing more to close.
      return;
    }
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("isValid")) {
      return !driver.isClosed();
    }
    if (method.getName().equals("unwrap")
        && arguments != null
        && arguments[0] == PhysicalConnection.class) {
      return this;
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
