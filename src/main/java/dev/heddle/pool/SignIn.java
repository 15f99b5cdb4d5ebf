package dev.heddle.pool;

import java.io.IOException;
import java.net.Socket;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a connection, which ends as a whole at its deadline: the driver's own
 * settings bound each of its steps only, and in whole seconds.
 *
 * <p>It runs on a platform thread, because looking up a host name may block a carrier for as long
 * as the name server likes.
 */
final class SignIn implements Watched {

  private static final ThreadLocal<@Nullable SignIn> CURRENT = new ThreadLocal<>();

  private final CompletableFuture<PhysicalConnection> outcome = new CompletableFuture<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final long deadline;
  private volatile @Nullable Socket socket;

  private SignIn(long deadline) {
    this.deadline = deadline;
  }

  /** Begins an attempt that ends by the given {@link System#nanoTime()}. */
  static SignIn start(Callable<PhysicalConnection> attempt, long deadline) {
    SignIn signIn = new SignIn(deadline);
    Thread.ofPlatform().daemon().name("heddle-sign-in").start(() -> signIn.run(attempt));
    return signIn;
  }

  /**
   * Takes note of a socket that the driver opens on this thread.
   *
   * @throws IOException when the attempt is over
   */
  static void opened(Socket socket) throws IOException {
    SignIn current = CURRENT.get();
    if (current == null) {
      return;
    }
    current.socket = socket;
    if (current.over.get()) {
      socket.close();
      throw new IOException("the attempt to sign in is over");
    }
  }

  /** The socket that the driver opened last on this thread, if it signs in on it. */
  static @Nullable Socket socket() {
    SignIn current = CURRENT.get();
    return current == null ? null : current.socket;
  }

  /** The connection, or why there is none; a connection that comes too late is closed. */
  CompletableFuture<PhysicalConnection> outcome() {
    return outcome;
  }

  @Override
  public boolean enforce(long now) {
    if (now - deadline >= 0) {
      giveUp(new SQLException("the server did not finish the sign-in in time", "08001"));
    }
    return true;
  }

  @Override
  public void abandon() {
    giveUp(new SQLException("the pool is closed", "08003"));
  }

  /** Ends the attempt at once. */
  void giveUp(SQLException why) {
    if (over.compareAndSet(false, true)) {
      Socket opened = socket;
      if (opened != null) {
        close(opened);
      }
      outcome.completeExceptionally(why);
    }
  }

  private void run(Callable<PhysicalConnection> attempt) {
    CURRENT.set(this);
    try {
      PhysicalConnection connection = attempt.call();
      if (over.compareAndSet(false, true)) {
        outcome.complete(connection);
      } else {
        connection.abort();
      }
    } catch (Exception e) {
      // A password that cannot be read is a reason like any other.
      if (over.compareAndSet(false, true)) {
        outcome.completeExceptionally(e);
      }
    }
  }

  private static void close(Socket opened) {
    try {
      opened.close();
    } catch (IOException e) {
      // It is being given up: there is nothing more to close.
      return;
    }
  }
}
