package dev.heddle.pool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Shows a {@link SignIn} the sockets that the driver opens for it, so that the connection can be
 * asked, without a round trip, whether the server has already said goodbye, and so that another
 * thread can end it. The driver instantiates it by name.
 */
public final class TrackedSocketFactory extends SocketFactory {

  private static final ThreadLocal<@Nullable SignIn> CURRENT = new ThreadLocal<>();

  /** For the driver. */
  public TrackedSocketFactory() {}

  /** From now on this thread's sockets are those of this sign-in; null: of none. */
  static void openFor(@Nullable SignIn signIn) {
    CURRENT.set(signIn);
  }

  @Override
  public Socket createSocket() {
    return shown(new Socket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return shown(new Socket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return shown(new Socket(host, port, local, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return shown(new Socket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return shown(new Socket(host, port, local, localPort));
  }

  private static Socket shown(Socket socket) {
    SignIn signIn = CURRENT.get();
    if (signIn != null) {
      signIn.uses(socket);
    }
    return socket;
  }
}
