package dev.heddle;

import dev.heddle.pool.Lease;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The session's own connection, lent to code that speaks JDBC: closing it does nothing, it may not
 * end the transaction, and it and its statements refuse to work once the session has ended it.
 */
final class BorrowedConnection implements InvocationHandler {

  private final Lease lease;
  private final Predicate<Lease> held;

  private BorrowedConnection(Lease lease, Predicate<Lease> held) {
    this.lease = lease;
    this.held = held;
  }

  static Connection of(Lease lease, Predicate<Lease> held) {
    return (Connection)
        Proxy.newProxyInstance(
            BorrowedConnection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            new BorrowedConnection(lease, held));
  }

  /** A rollback to a savepoint does not. */
  private static boolean endsTransaction(Method method) {
    return switch (method.getName()) {
      case "commit", "setAutoCommit", "abort" -> true;
      case "rollback" -> method.getParameterCount() == 0;
      default -> false;
    };
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    switch (method.getName()) {
      case "close" -> {
        return null;
      }
      case "equals" -> {
        return arguments != null && proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "toString" -> {
        return "a session's connection";
      }
      default -> {}
    }
    if (method.getName().equals("isClosed")) {
      return !held.test(lease);
    }
    if (!held.test(lease)) {
      throw new SQLException("the session of this connection has ended its transaction", "08003");
    }
    if (endsTransaction(method)) {
      throw new SQLException(
          "the transaction belongs to the session: use its commit(), rollback() or savepoint()",
          "2D000");
    }
    try {
      Object result = method.invoke(lease.connection(), arguments);
      if (result instanceof Statement statement) {
        lease.closeOnReturn(statement);
      }
      return result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
