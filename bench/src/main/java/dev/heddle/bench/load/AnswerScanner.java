package dev.heddle.bench.load;

import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * Finds where an answer ends, however its bytes are cut, and what status it has. Understands a
 * Content-Length, chunks, and answers without a body.
 */
final class AnswerScanner {

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    TRAILER,
    COMPLETE
  }

  private static final int LONGEST_HEAD = 64 << 10;

  private State state = State.HEAD;
  private final StringBuilder line = new StringBuilder();
  private int headBytes;
  private boolean firstLine = true;
  private int status;
  private long left;
  private boolean chunked;
  private boolean lengthKnown;
  private boolean closing;

  /** Makes it ready for the next answer. */
  void reset() {
    state = State.HEAD;
    line.setLength(0);
    headBytes = 0;
    firstLine = true;
    status = 0;
    left = 0;
    chunked = false;
    lengthKnown = false;
    closing = false;
  }

  /** Takes bytes up to the answer's end, and returns whether it is complete. */
  boolean take(ByteBuffer bytes) throws MalformedAnswerException {
    while (bytes.hasRemaining() && state != State.COMPLETE) {
      switch (state) {
        case HEAD -> {
          if (endsLine(bytes)) {
            head();
          }
        }
        case BODY -> {
          skip(bytes);
          if (left == 0) {
            state = State.COMPLETE;
          }
        }
        case CHUNK_SIZE -> {
          if (endsLine(bytes)) {
            chunkSize();
          }
        }
        case CHUNK -> {
          skip(bytes);
          if (left == 0) {
            state = State.CHUNK_SIZE;
          }
        }
        case TRAILER -> {
          if (endsLine(bytes)) {
            boolean last = line.isEmpty();
            line.setLength(0);
            state = last ? State.COMPLETE : State.TRAILER;
          }
        }
        case COMPLETE -> {}
      }
    }
    return state == State.COMPLETE;
  }

  /** The status of the answer that is complete. */
  int status() {
    return status;
  }

  /** Whether no other answer follows on this connection. */
  boolean isLast() {
    return closing;
  }

  private boolean endsLine(ByteBuffer bytes) throws MalformedAnswerException {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (++headBytes > LONGEST_HEAD) {
        throw new MalformedAnswerException("a head of more than 64 KiB");
      }
      if (next == '\n') {
        return true;
      }
      if (next != '\r') {
        line.append((char) (next & 0xff));
      }
    }
    return false;
  }

  private void head() throws MalformedAnswerException {
    String text = line.toString();
    line.setLength(0);
    if (firstLine) {
      firstLine = false;
      status = statusOf(text);
    } else if (text.isEmpty()) {
      endOfHead();
    } else {
      header(text);
    }
  }

  private static int statusOf(String text) throws MalformedAnswerException {
    if (!text.startsWith("HTTP/1.") || text.length() < 12) {
      throw new MalformedAnswerException("no HTTP/1.1: " + text);
    }
    return (int) number(text.substring(9, 12), 10);
  }

  private void header(String text) throws MalformedAnswerException {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new MalformedAnswerException("no header: " + text);
    }
    String value = text.substring(colon + 1).strip();
    switch (text.substring(0, colon).toLowerCase(Locale.ROOT)) {
      case "content-length" -> {
        left = number(value, 10);
        lengthKnown = true;
      }
      case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
      case "connection" -> closing = value.equalsIgnoreCase("close");
      default -> {}
    }
  }

  private void endOfHead() throws MalformedAnswerException {
    if (status < 200) {
      reset();
    } else if (chunked) {
      state = State.CHUNK_SIZE;
    } else if (status == 204 || status == 304 || (lengthKnown && left == 0)) {
      state = State.COMPLETE;
    } else if (lengthKnown) {
      state = State.BODY;
    } else {
      throw new MalformedAnswerException("neither Content-Length nor chunks");
    }
    headBytes = 0;
  }

  private void chunkSize() throws MalformedAnswerException {
    String text = line.toString();
    line.setLength(0);
    headBytes = 0;
    int semicolon = text.indexOf(';');
    left = number((semicolon < 0 ? text : text.substring(0, semicolon)).strip(), 16);
    state = left == 0 ? State.TRAILER : State.CHUNK;
    left += 2; // Its line end.
  }

  private void skip(ByteBuffer bytes) {
    int taken = (int) Math.min(left, bytes.remaining());
    bytes.position(bytes.position() + taken);
    left -= taken;
  }

  private static long number(String text, int radix) throws MalformedAnswerException {
    try {
      return Long.parseLong(text, radix);
    } catch (NumberFormatException e) {
      throw new MalformedAnswerException("no number: " + text);
    }
  }
}
