package dev.heddle.web;

/**
 * Finds where a body in chunks ends, and refuses every byte that is not where RFC 9112, section
 * 7.1, has it; chunk extensions and trailers too. The parser behind it skips the line end of a
 * chunk unseen and takes signed sizes, by which one request could hide in another.
 */
final class ChunkScanner {

  private enum State {
    SIZE,
    SIZE_LF,
    DATA,
    DATA_CR,
    DATA_LF,
    LAST_CR,
    LAST_LF,
    ENDED
  }

  private static final int MOST_DIGITS = 8;

  private final long maxPayload;
  private State state = State.ENDED;
  private int digits;
  private long left;
  private long total;

  ChunkScanner(long maxPayload) {
    this.maxPayload = maxPayload;
  }

  /** A new body begins. */
  void begin() {
    state = State.SIZE;
    digits = 0;
    left = 0;
    total = 0;
  }

  boolean isEnded() {
    return state == State.ENDED;
  }

  /**
   * The index after the body's last byte, or -1 when it does not end within these bytes.
   *
   * @throws io.helidon.http.RequestException when it is malformed or too large
   */
  int end(byte[] bytes) {
    int i = 0;
    while (i < bytes.length) {
      if (state == State.DATA) {
        int skipped = (int) Math.min(left, bytes.length - i);
        i += skipped;
        left -= skipped;
        state = left == 0 ? State.DATA_CR : State.DATA;
        continue;
      }
      state = after(bytes[i]);
      i++;
      if (state == State.ENDED) {
        return i;
      }
    }
    return -1;
  }

  private State after(byte next) {
    return switch (state) {
      case SIZE -> size(next);
      case SIZE_LF -> sizeEnd(next);
      case DATA_CR -> require(next, '\r', State.DATA_LF);
      case DATA_LF -> nextSize(next);
      case LAST_CR -> require(next, '\r', State.LAST_LF);
      case LAST_LF -> require(next, '\n', State.ENDED);
      case DATA, ENDED -> throw new IllegalStateException("no byte is looked at in " + state);
    };
  }

  private State size(byte next) {
    if (next == '\r' && digits > 0) {
      return State.SIZE_LF;
    }
    int digit = Character.digit(next, 16);
    digits++;
    left = left * 16 + digit;
    if (digit < 0 || digits > MOST_DIGITS || left > Integer.MAX_VALUE) {
      throw Malformed.request("A chunk's size is not a number");
    }
    return State.SIZE;
  }

  private State sizeEnd(byte next) {
    total += left;
    if (total > maxPayload) {
      throw Malformed.tooLarge();
    }
    return require(next, '\n', left == 0 ? State.LAST_CR : State.DATA);
  }

  private State nextSize(byte next) {
    State size = require(next, '\n', State.SIZE);
    digits = 0;
    left = 0;
    return size;
  }

  private static State require(byte next, char wanted, State then) {
    if (next != wanted) {
      throw Malformed.request("A chunk does not end where its size says");
    }
    return then;
  }
}
