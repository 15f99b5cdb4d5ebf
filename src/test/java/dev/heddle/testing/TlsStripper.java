package dev.heddle.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Somebody on the way to the server who tells every client that the server has no TLS, and waits
 * for what the client then says in the clear.
 */
public final class TlsStripper implements AutoCloseable {

  private static final int SSL_REQUEST = 80877103;

  private final ServerSocket listener;
  private final AtomicLong refusals = new AtomicLong();
  private final AtomicLong overheard = new AtomicLong();

  private TlsStripper(ServerSocket listener) {
    this.listener = listener;
  }

  public static TlsStripper start() throws IOException {
    TlsStripper stripper =
        new TlsStripper(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual().start(stripper::accept);
    return stripper;
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** How many clients asked for TLS and were told that there is none. */
  public long refusals() {
    return refusals.get();
  }

  /** How many bytes clients said all the same. */
  public long overheard() {
    return overheard.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> deceive(client));
      }
    } catch (IOException closed) {
      // The test is over.
      return;
    }
  }

  private void deceive(Socket client) {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      in.readInt();
      if (in.readInt() == SSL_REQUEST) {
        refusals.incrementAndGet();
        client.getOutputStream().write('N');
      } else {
        overheard.addAndGet(8);
      }
      byte[] buffer = new byte[1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        overheard.addAndGet(read);
      }
    } catch (IOException gone) {
      // The client has hung up.
      return;
    }
  }
}
