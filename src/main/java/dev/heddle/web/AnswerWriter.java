package dev.heddle.web;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Writes a connection's answers: to a HEAD request their heads only, since Helidon leaves that to
 * each handler; and each part within the time that its client has to take it, after which the
 * connection is closed. Used by the connection's thread.
 */
final class AnswerWriter implements DataWriter {

  /** What a client has to take within its time; less would cost a call more often. */
  private static final int PIECE = 64 << 10;

  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
  private static final byte[] INTERIM = "HTTP/1.1 1".getBytes(StandardCharsets.US_ASCII);

  private final DataWriter writer;
  private final Patience patience;
  private boolean headOnly;
  private int endSeen;

  AnswerWriter(DataWriter writer, Patience patience) {
    this.writer = writer;
    this.patience = patience;
  }

  /** What is written next answers a request, which may want the head only. */
  void begin(boolean onlyHead) {
    headOnly = onlyHead;
    endSeen = 0;
  }

  @Override
  public void write(BufferData... buffers) {
    for (BufferData buffer : buffers) {
      write(buffer);
    }
  }

  @Override
  public void write(BufferData buffer) {
    write(buffer, writer::write);
  }

  @Override
  public void writeNow(BufferData... buffers) {
    for (BufferData buffer : buffers) {
      writeNow(buffer);
    }
  }

  @Override
  public void writeNow(BufferData buffer) {
    write(buffer, writer::writeNow);
  }

  @Override
  public void flush() {
    writer.flush();
  }

  @Override
  public void close() {
    writer.close();
  }

  private void write(BufferData buffer, Consumer<BufferData> writing) {
    BufferData rest = headOnly ? headOf(buffer.readBytes()) : buffer;
    while (rest.available() > PIECE) {
      byte[] piece = new byte[PIECE];
      rest.read(piece);
      writeInTime(BufferData.create(piece), writing);
    }
    writeInTime(rest, writing);
  }

  private void writeInTime(BufferData piece, Consumer<BufferData> writing) {
    patience.beginAnswer();
    patience.startWaiting();
    try {
      writing.accept(piece);
    } finally {
      patience.stopWaiting(0);
    }
  }

  private BufferData headOf(byte[] bytes) {
    if (endSeen == 0
        && Arrays.equals(
            bytes, 0, Math.min(bytes.length, INTERIM.length), INTERIM, 0, INTERIM.length)) {
      return BufferData.create(bytes);
    }
    int end = 0;
    while (end < bytes.length && endSeen < HEAD_END.length) {
      boolean next = bytes[end] == HEAD_END[endSeen];
      endSeen = next ? endSeen + 1 : bytes[end] == HEAD_END[0] ? 1 : 0;
      end++;
    }
    return BufferData.create(bytes, 0, end);
  }
}
