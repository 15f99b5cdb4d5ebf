package dev.heddle.testing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a PostgreSQL server: counts the client's round trips as the protocol
 * has them (each Sync and each simple Query asks for an answer), can hold everything back, and can
 * lose an answer.
 */
public final class FaultProxy implements AutoCloseable {

  private static final int SYNC = 'S';
  private static final int QUERY = 'Q';
  private static final int BUFFER = 8192;

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger roundTrips = new AtomicInteger();
  private final AtomicBoolean loseAnswer = new AtomicBoolean();
  private volatile CountDownLatch thaw = new CountDownLatch(0);

  private FaultProxy(ServerSocket listener, InetSocketAddress server) {
    this.listener = listener;
    this.server = server;
  }

  /** A proxy in front of the server of a JDBC address. */
  public static FaultProxy before(String url) throws IOException {
    URI address = URI.create(url.substring("jdbc:".length()));
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    FaultProxy proxy =
        new FaultProxy(listener, new InetSocketAddress(address.getHost(), address.getPort()));
    Thread.ofVirtual().start(proxy::accept);
    return proxy;
  }

  /** The same JDBC address by way of this proxy. */
  public String url(String direct) {
    URI address = URI.create(direct.substring("jdbc:".length()));
    return direct.replace(
        address.getHost() + ":" + address.getPort(), "localhost:" + listener.getLocalPort());
  }

  /** Round trips asked for since the last call of this method. */
  public int takeRoundTrips() {
    return roundTrips.getAndSet(0);
  }

  /** Holds back everything in both directions, new connections' first bytes too. */
  public void freeze() {
    thaw = new CountDownLatch(1);
  }

  /** Lets everything through again. */
  public void thaw() {
    thaw.countDown();
  }

  /** Breaks a connection in place of handing its server's next answer on. */
  public void loseNextAnswer() {
    loseAnswer.set(true);
  }

  @Override
  public void close() throws IOException {
    thaw();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket upstream = new Socket();
        upstream.connect(server);
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(upstream);
        Thread.ofVirtual().start(() -> pump(client, upstream, true));
        Thread.ofVirtual().start(() -> pump(upstream, client, false));
      }
    } catch (IOException closed) {
      // The test is over.
      return;
    }
  }

  private void pump(Socket from, Socket to, boolean fromClient) {
    try (from;
        to) {
      if (fromClient) {
        forwardMessages(new DataInputStream(from.getInputStream()), to.getOutputStream());
      } else {
        forward(from.getInputStream(), to.getOutputStream());
      }
    } catch (IOException | InterruptedException ended) {
      // One side has gone, so the other one goes too.
      return;
    }
  }

  private void forward(InputStream in, OutputStream out) throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      thaw.await();
      if (loseAnswer.compareAndSet(true, false)) {
        throw new EOFException();
      }
      out.write(buffer, 0, read);
    }
  }

  /** Start-up messages have no type; the driver's first typed one is its answer to the password. */
  private void forwardMessages(DataInputStream in, OutputStream out)
      throws IOException, InterruptedException {
    boolean started = false;
    while (true) {
      int type = started ? in.readUnsignedByte() : -1;
      int length = in.readInt();
      byte[] body = in.readNBytes(length - Integer.BYTES);
      if (body.length < length - Integer.BYTES) {
        throw new EOFException();
      }
      // 80877103 asks for TLS, 80877104 for GSS: another start-up message follows the refusal.
      started = started || code(body) >>> 16 == 3;
      if (type == SYNC || type == QUERY) {
        roundTrips.incrementAndGet();
      }
      thaw.await();
      byte[] message = new byte[(type >= 0 ? 1 : 0) + length];
      int at = 0;
      if (type >= 0) {
        message[at++] = (byte) type;
      }
      message[at++] = (byte) (length >>> 24);
      message[at++] = (byte) (length >>> 16);
      message[at++] = (byte) (length >>> 8);
      message[at++] = (byte) length;
      System.arraycopy(body, 0, message, at, body.length);
      out.write(message);
    }
  }

  private static int code(byte[] body) {
    return body.length < Integer.BYTES
        ? 0
        : (body[0] & 0xff) << 24
            | (body[1] & 0xff) << 16
            | (body[2] & 0xff) << 8
            | (body[3] & 0xff);
  }
}
