package dev.heddle.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/** One TCP connection that sends exactly the bytes it is told to. */
public final class RawConnection implements AutoCloseable {

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

  private final Socket socket;
  private final InputStream in;

  private RawConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /** A new connection to a port of the loopback address. */
  public static RawConnection open(int port) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(64 * 1024);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return new RawConnection(socket);
  }

  /** Sends the text, each character one byte. */
  public RawConnection send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Sends as much of the text as is taken: whoever refuses it may not read the rest. */
  public RawConnection sendUntilRefused(String text) throws IOException {
    try {
      return send(text);
    } catch (SocketException _) {
      return this;
    }
  }

  /** Says that it sends nothing more, and stays to read. */
  public RawConnection finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Everything up to the server's close; fails when it has not closed in time. */
  public Transcript readUntilClosed(Duration limit) throws IOException {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + limit.toNanos();
    byte[] buffer = new byte[8192];
    boolean closed = false;
    while (!closed) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      socket.setSoTimeout((int) left);
      try {
        int count = in.read(buffer);
        closed = count < 0;
        received.write(buffer, 0, Math.max(count, 0));
      } catch (SocketTimeoutException _) {
        break;
      } catch (SocketException _) {
        closed = true; // A reset is a close too.
      }
    }
    if (!closed) {
      // The limit was this call's; an answer may take as long as it likes.
      socket.setSoTimeout(0);
    }
    return new Transcript(received.toString(StandardCharsets.ISO_8859_1), closed);
  }

  /** Reads one answer with a Content-Length in pieces, with a pause before each; its size. */
  public int readSlowly(int piece, Duration pause) throws IOException {
    String head = readHead();
    var length = Pattern.compile("(?i)content-length: *(\\d+)").matcher(head);
    int left = length.find() ? Integer.parseInt(length.group(1)) : 0;
    int received = head.length();
    while (left > 0) {
      LockSupport.parkNanos(pause.toNanos());
      int read = in.readNBytes(Math.min(piece, left)).length;
      if (read == 0) {
        return received;
      }
      left -= read;
      received += read;
    }
    return received;
  }

  /** Reads one answer with a Content-Length. */
  public String readAnswer() throws IOException {
    String head = readHead();
    var length = Pattern.compile("(?i)content-length: *(\\d+)").matcher(head);
    int size = length.find() ? Integer.parseInt(length.group(1)) : 0;
    return head + new String(in.readNBytes(size), StandardCharsets.UTF_8);
  }

  /** Reads an answer up to its body. */
  public String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("closed after: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** Goes away with a reset in place of an orderly end. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /**
   * What came back.
   *
   * @param text all bytes, each one a character
   * @param closed whether the server closed the connection
   */
  public record Transcript(String text, boolean closed) {

    /** The codes of all answers, in order. */
    public List<Integer> statuses() {
      return STATUS_LINE
          .matcher(text)
          .results()
          .map(result -> Integer.valueOf(result.group(1)))
          .toList();
    }
  }
}
