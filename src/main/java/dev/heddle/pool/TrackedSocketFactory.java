package dev.heddle.pool;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Shows the sockets that the driver opens to the {@link SignIn} of this thread, which closes them
 * when its time is up, and so that a connection can be asked, without a round trip, whether the
 * server has already said goodbye. The driver instantiates it by name.
 */
public final class TrackedSocketFactory extends SocketFactory {

  /** For the driver. */
  public TrackedSocketFactory() {}

  @Override
  public Socket createSocket() throws IOException {
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

  private static Socket shown(Socket socket) throws IOException {
    SignIn.opened(socket);
    return socket;
  }
}
