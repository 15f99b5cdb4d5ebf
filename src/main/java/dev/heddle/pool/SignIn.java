package dev.heddle.pool;

import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a connection, on the thread that made this. Another thread may end it at any
 * moment: whatever socket the driver has opened for it, or will open, is closed.
 */
final class SignIn {

  private final Thread thread = Thread.currentThread();
  private volatile @Nullable Socket socket;
  private volatile boolean ended;

  /** The socket of the attempt that succeeded, if any is known; {@link #end} leaves it open. */
  @Nullable Socket succeeded() {
    Socket opened = socket;
    socket = null;
    return opened;
  }

  /** Notes a socket that the driver is about to use. */
  void uses(Socket opened) {
    socket = opened;
    if (ended) {
      close(opened);
    }
  }

  /** Ends the attempt, and the pause that its thread makes after one that failed. */
  void end() {
    ended = true;
    Socket open = socket;
    if (open != null) {
      close(open);
    }
    thread.interrupt();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is being given up; there is nothing more to close.
      return;
    }
  }
}
