package dev.heddle.pool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the socket that the driver opened last on this thread, so that a connection can be
 * asked, without a round trip, whether the server has already said goodbye. The driver instantiates
 * it by name.
 */
public final class TrackedSocketFactory extends SocketFactory {

  private static final ThreadLocal<@Nullable Socket> LAST = new ThreadLocal<>();

  /** For the driver. */
  public TrackedSocketFactory() {}

  /** The socket opened last on this thread, and forgets it. */
  static @Nullable Socket takeLast() {
    Socket socket = LAST.get();
    LAST.remove();
    return socket;
  }

  @Override
  public Socket createSocket() {
    return remember(new Socket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return remember(new Socket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return remember(new Socket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return remember(new Socket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return remember(new Socket(host, port, local, localPort));
  }

  private static Socket remember(Socket socket) {
    LAST.set(socket);
    return socket;
  }
}
