package dev.heddle.web;

import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the bytes of one request at a time, in pieces that end where its head and its body end.
 * So a request's parser never holds a byte of the next one, and after a request that was refused,
 * or an answer that says {@code Connection: close}, there is no next one.
 *
 * <p>Stricter than RFC 9112 asks where leniency helps attackers only: a Content-Length is digits
 * and given once, and chunks have neither extensions nor trailers. Used by the connection's thread.
 */
final class RequestReader implements Supplier<byte @Nullable []> {

  /** What the next bytes are. */
  private enum Part {
    /** A request's first line and headers. */
    HEAD,
    /** Nothing, until it is known how the body is framed. */
    HEAD_COMPLETE,
    /** A body of known length. */
    LENGTH,
    /** A body in chunks. */
    CHUNKED,
    /** Nothing, until the request was handled. */
    BODY_COMPLETE,
    /** Nothing any more. */
    OVER
  }

  private static final byte[] NOTHING = {};

  private static final int MOST_DISCARDED = 4 << 20;

  private final Presence source;
  private final Patience patience;
  private final HeadScanner head = new HeadScanner();
  private final ChunkScanner chunks;
  private Part part = Part.HEAD;
  private boolean headBegun;
  private boolean handled;
  private boolean unread;
  private long bodyLeft;
  private byte[] held = NOTHING;
  private byte[] checkedChunks = NOTHING;

  RequestReader(Presence source, Patience patience, long maxPayload) {
    this.source = source;
    this.chunks = new ChunkScanner(maxPayload);
    this.patience = patience;
    patience.beginIdle();
  }

  /** The next piece, or null when there is nothing more to be read. */
  @Override
  public byte @Nullable [] get() {
    if (part == Part.BODY_COMPLETE && handled) {
      beginHead();
    }
    try {
      return switch (part) {
        case HEAD -> pieceOfHead();
        case LENGTH -> pieceOfLength();
        case CHUNKED -> pieceOfChunks();
        case HEAD_COMPLETE, BODY_COMPLETE, OVER -> null;
      };
    } catch (RequestException e) {
      throw refused(e);
    } catch (InsufficientDataAvailableException e) {
      if (part == Part.HEAD && headBegun) {
        // Taken for a failure of the server otherwise, and answered 500.
        part = Part.OVER;
        throw new CloseConnectionException("The client has left in the middle of a head", e);
      }
      throw e;
    }
  }

  /**
   * A request's head was read: finds out how its body is framed.
   *
   * @throws RequestException when the framing, or what is known of the body, is malformed
   */
  void begin(ServerRequest request) {
    handled = false;
    patience.beginBody();
    if (request.prologue().uriPath().path() == null) {
      // Such as http:://x, which Helidon lets through.
      throw Malformed.request("The request target has no path");
    }
    ServerRequestHeaders headers = request.headers();
    if (headers.contains(HeaderNames.TRANSFER_ENCODING)) {
      part = Part.CHUNKED;
      chunks.begin();
      if (held.length > 0) {
        checkedChunks = firstChunks();
      }
    } else if (headers.contains(HeaderNames.CONTENT_LENGTH)) {
      bodyLeft = lengthOf(headers.all(HeaderNames.CONTENT_LENGTH, List::of));
      part = bodyLeft == 0 ? Part.BODY_COMPLETE : Part.LENGTH;
    } else {
      part = Part.BODY_COMPLETE;
    }
  }

  /** Whether nothing more of the request is to be read. */
  boolean isBodyComplete() {
    return part == Part.BODY_COMPLETE;
  }

  /**
   * A request was handled and its answer is on its way.
   *
   * @throws CloseConnectionException when there may be no next one; what is left of the body would
   *     otherwise be taken for it
   */
  void end(ServerRequest request, ServerResponse response) {
    handled = true;
    boolean incomplete = part != Part.BODY_COMPLETE;
    boolean mayNeverCome = incomplete && request.headers().containsToken(HeaderValues.EXPECT_100);
    if (mayNeverCome || response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
      part = Part.OVER;
      unread = incomplete && !mayNeverCome;
      throw new CloseConnectionException("The last request of this connection was answered");
    }
  }

  /**
   * Reads for a moment what a refused client still sends. Closing with bytes unread resets the
   * connection, and a reset destroys an answer that was not read yet (RFC 9112, section 9.6).
   */
  void linger() {
    if (part != Part.HEAD_COMPLETE && !unread) {
      return;
    }
    patience.beginLinger();
    try {
      for (int discarded = held.length; discarded < MOST_DISCARDED; ) {
        held = NOTHING;
        discarded += take().length;
      }
    } catch (InsufficientDataAvailableException | ServerConnectionException _) {
      // The client has nothing more to say, or was given up.
    }
  }

  private void beginHead() {
    part = Part.HEAD;
    headBegun = false;
    patience.beginIdle();
  }

  private byte[] pieceOfHead() {
    byte[] bytes = take();
    if (!headBegun) {
      headBegun = true;
      patience.beginHead();
    }
    int end = head.end(bytes);
    if (end < 0) {
      return bytes;
    }
    part = Part.HEAD_COMPLETE;
    return cut(bytes, end);
  }

  private byte[] pieceOfLength() {
    byte[] bytes = take();
    int end = (int) Math.min(bodyLeft, bytes.length);
    bodyLeft -= end;
    if (bodyLeft == 0) {
      part = Part.BODY_COMPLETE;
    }
    return cut(bytes, end);
  }

  private byte[] pieceOfChunks() {
    byte[] bytes = checkedChunks.length > 0 ? checkedChunks : nextChunks();
    checkedChunks = NOTHING;
    if (chunks.isEnded()) {
      part = Part.BODY_COMPLETE;
    }
    return bytes;
  }

  /** Those that came with the head; they may be refused while more are on their way. */
  private byte[] firstChunks() {
    try {
      return nextChunks();
    } catch (RequestException e) {
      throw refused(e);
    }
  }

  private RequestException refused(RequestException e) {
    part = Part.OVER;
    unread = true;
    return e;
  }

  private byte[] nextChunks() {
    byte[] bytes = take();
    int end = chunks.end(bytes);
    return end < 0 ? bytes : cut(bytes, end);
  }

  /** The first bytes; the others are held for the next piece. */
  private byte[] cut(byte[] bytes, int end) {
    if (end == bytes.length) {
      return bytes;
    }
    held = Arrays.copyOfRange(bytes, end, bytes.length);
    return Arrays.copyOf(bytes, end);
  }

  private byte[] take() {
    if (held.length > 0) {
      byte[] bytes = held;
      held = NOTHING;
      return bytes;
    }
    patience.startWaiting();
    int received = 0;
    try {
      byte[] bytes = source.take();
      received = bytes.length;
      return bytes;
    } finally {
      patience.stopWaiting(received);
    }
  }

  private static long lengthOf(List<String> values) {
    if (values.size() != 1) {
      throw Malformed.request("Content-Length is given more than once");
    }
    String digits = values.getFirst();
    if (!digits.matches("[0-9]{1,18}")) {
      throw Malformed.request("Content-Length is not a number");
    }
    return Long.parseLong(digits);
  }
}
