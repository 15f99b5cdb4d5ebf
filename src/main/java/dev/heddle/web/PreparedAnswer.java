package dev.heddle.web;

import io.helidon.common.GenericType;
import io.helidon.http.HttpException;
import io.helidon.http.NotFoundException;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.http.media.EntityWriter;
import io.helidon.http.media.MediaContext;
import io.helidon.http.media.UnsupportedTypeException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A handler's value as bytes, made while nothing was sent or committed yet: Helidon's JSON writers
 * write to the client while they go.
 */
final class PreparedAnswer {

  private static final byte[] NOTHING = {};
  private static final Set<Status> WITHOUT_ENTITY =
      Set.of(Status.NO_CONTENT_204, Status.RESET_CONTENT_205, Status.NOT_MODIFIED_304);

  private final Answer answer;
  private final byte[] bytes;

  private PreparedAnswer(Answer answer, byte[] bytes) {
    this.answer = answer;
    this.bytes = bytes;
  }

  /**
   * The answer that a handler's value means.
   *
   * @throws NotFoundException when it is an empty Optional
   */
  static PreparedAnswer of(@Nullable Object value, ServerRequest request, ServerResponse response) {
    Answer answer =
        Answer.meantBy(value).orElseThrow(() -> new NotFoundException("There is no such thing"));
    byte[] bytes = bytes(answer.entity().orElse(null), request, response);
    if (bytes.length > 0 && WITHOUT_ENTITY.contains(answer.status())) {
      // Helidon would not send it, and say so only in the log.
      throw HandlerMistakeException.entityOf(answer.status());
    }
    return new PreparedAnswer(answer, bytes);
  }

  /** Whether it says that what was asked for was done. */
  boolean isSuccess() {
    return answer.status().code() < 400;
  }

  /** Sends it, which commits before. */
  void send(ServerResponse response) {
    response.status(answer.status());
    answer.headers().forEach((name, value) -> response.header(name, value));
    response.send(bytes);
  }

  /** An entity as bytes, by the media support of the request's listener. */
  static byte[] bytes(@Nullable Object value, ServerRequest request, ServerResponse response) {
    return switch (value) {
      case null -> NOTHING;
      case byte[] bytes -> bytes;
      case Stream<?> stream -> {
        try (stream) {
          yield written(stream.toList(), request, response);
        }
      }
      default -> written(value, request, response);
    };
  }

  private static byte[] written(Object value, ServerRequest request, ServerResponse response) {
    @SuppressWarnings("unchecked") // The type of the value itself, as Helidon's own send has it.
    GenericType<Object> type =
        (GenericType<Object>)
            (value instanceof String ? GenericType.STRING : GenericType.create(value));
    MediaContext media = request.listenerContext().mediaContext();
    ServerRequestHeaders asked = request.headers();
    ServerResponseHeaders answered = response.headers();
    try {
      EntityWriter<Object> writer = media.writer(type, asked, answered);
      if (writer.supportsInstanceWriter()) {
        return writer.instanceWriter(type, value, asked, answered).instanceBytes();
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      writer.write(type, value, bytes, asked, answered);
      return bytes.toByteArray();
    } catch (UnsupportedTypeException e) {
      throw new HttpException("No such representation", Status.NOT_ACCEPTABLE_406, e, true);
    }
  }
}
