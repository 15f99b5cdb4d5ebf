package dev.heddle.testing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One message of PostgreSQL's protocol, whole as it was sent. */
final class ProtocolMessage {

  /** The type of what a client sends before it has a session: it has none. */
  static final int START_UP = -1;

  private static final int LONGEST_START_UP = 10_000;
  private static final int PROTOCOL_3 = 3;
  private static final int ASKS_FOR_TLS = 80877103;
  private static final int ASKS_FOR_GSS = 80877104;

  private final int type;
  private final byte[] bytes;

  private ProtocolMessage(int type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  /** What was read is no message: the connection speaks TLS from here on. */
  static final class NotPlainException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient byte[] read;

    private NotPlainException(byte[] read) {
      super("not a message of the protocol");
      this.read = read;
    }

    byte[] read() {
      return read;
    }
  }

  /** A message that begins with its type. */
  static ProtocolMessage typed(DataInputStream in) throws IOException {
    int type = in.readUnsignedByte();
    int length = in.readInt();
    byte[] whole = new byte[1 + length];
    ByteBuffer.wrap(whole).put((byte) type).putInt(length);
    return new ProtocolMessage(type, filled(whole, 1 + Integer.BYTES, in));
  }

  /** A message of a client that has no session yet. */
  static ProtocolMessage startUp(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 2 * Integer.BYTES || length > LONGEST_START_UP) {
      throw new NotPlainException(ByteBuffer.allocate(Integer.BYTES).putInt(length).array());
    }
    byte[] whole = new byte[length];
    ByteBuffer.wrap(whole).putInt(length);
    return new ProtocolMessage(START_UP, filled(whole, Integer.BYTES, in));
  }

  /** Its first byte, or {@link #START_UP}. */
  int type() {
    return type;
  }

  /** All of it, the type and the length included; not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** Whether every message of the client after this one has a type. */
  boolean beginsSession() {
    return type == START_UP && code() >>> 16 == PROTOCOL_3;
  }

  /** Whether the server answers it with one byte that is no message. */
  boolean asksForEncryption() {
    return type == START_UP && (code() == ASKS_FOR_TLS || code() == ASKS_FOR_GSS);
  }

  private int code() {
    return ByteBuffer.wrap(bytes).getInt(Integer.BYTES);
  }

  private static byte[] filled(byte[] begun, int at, DataInputStream in) throws IOException {
    if (in.readNBytes(begun, at, begun.length - at) < begun.length - at) {
      throw new EOFException();
    }
    return begun;
  }
}
