package dev.heddle.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One kept-alive connection with at most one request on it. Used by one thread. */
final class Wire implements AutoCloseable {

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer request;
  private final AnswerScanner scanner = new AnswerScanner();
  private long due;
  private long sent;
  private boolean busy;

  private Wire(SocketChannel channel, SelectionKey key, byte[] request) {
    this.channel = channel;
    this.key = key;
    this.request = ByteBuffer.wrap(request);
    key.attach(this);
  }

  /** Begins to connect. */
  static Wire open(Selector selector, InetSocketAddress address, byte[] request)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      boolean connected = channel.connect(address);
      int interest = connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
      return new Wire(channel, channel.register(selector, interest), request);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Sends the request, at once or when it is connected. */
  void send(long newDue) throws IOException {
    due = newDue;
    busy = true;
    request.rewind();
    scanner.reset();
    if (channel.isConnected()) {
      write();
    }
  }

  /** Goes on with what the selector found; returns whether an answer is complete. */
  boolean proceed(ByteBuffer buffer) throws IOException {
    if (key.isConnectable()) {
      channel.finishConnect();
      key.interestOps(SelectionKey.OP_READ);
      if (busy) {
        write();
      }
    }
    if (key.isWritable()) {
      write();
    }
    return key.isReadable() && read(buffer);
  }

  /** The status of the answer. */
  int status() {
    return scanner.status();
  }

  /** Whether the server will close the connection. */
  boolean isLast() {
    return scanner.isLast();
  }

  /** When the request was to begin. */
  long due() {
    return due;
  }

  /** When it was sent. */
  long sent() {
    return sent;
  }

  /** Whether an answer is awaited. */
  boolean isBusy() {
    return busy;
  }

  @Override
  public void close() throws IOException {
    key.cancel();
    channel.close();
  }

  private void write() throws IOException {
    if (request.position() == 0) {
      sent = System.nanoTime();
    }
    channel.write(request);
    key.interestOps(request.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
  }

  private boolean read(ByteBuffer buffer) throws IOException {
    while (true) {
      buffer.clear();
      int count = channel.read(buffer);
      if (count < 0) {
        throw new IOException("closed by the server");
      }
      if (count == 0) {
        return false;
      }
      buffer.flip();
      if (!busy) {
        throw new MalformedAnswerException("bytes that nobody asked for");
      }
      if (scanner.take(buffer)) {
        busy = false;
        if (buffer.hasRemaining()) {
          throw new MalformedAnswerException("more than was asked for");
        }
        return true;
      }
    }
  }
}
