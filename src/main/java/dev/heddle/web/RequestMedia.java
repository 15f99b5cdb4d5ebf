package dev.heddle.web;

import io.helidon.common.GenericType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.BadRequestException;
import io.helidon.http.Headers;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.http.media.EntityReader;
import io.helidon.http.media.EntityWriter;
import io.helidon.http.media.MediaContext;
import io.helidon.http.media.MediaContextConfig;
import io.helidon.http.media.UnsupportedTypeException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A media context in which a request's body that cannot be read is the client's fault: 400, and not
 * 500 as for an answer that cannot be written. The libraries throw the same exceptions for both.
 *
 * <p>A body that is said to be plain text, or nothing at all, is read as text or bytes only, and is
 * 415 for anything else. Helidon would try it as JSON; but any page in a browser may send such a
 * body to another site without being asked for permission, and JSON it may not.
 *
 * <p>A body that is said to be JSON, in UTF-8 as that has to be, and is not read as text or bytes,
 * must be JSON, the whole of it; see {@link JsonText}.
 */
final class RequestMedia implements MediaContext {

  /** What a text of any kind may be read as. */
  private static final Set<Class<?>> PLAIN =
      Set.of(String.class, byte[].class, InputStream.class, Path.class, Parameters.class);

  private final MediaContext media;

  private RequestMedia(MediaContext media) {
    this.media = media;
  }

  static RequestMedia of(MediaContext media) {
    return new RequestMedia(media);
  }

  @Override
  public MediaContextConfig prototype() {
    return media.prototype();
  }

  @Override
  public <T> EntityReader<T> reader(GenericType<T> type, Headers headers) {
    if (!PLAIN.contains(type.rawType()) && !saysWhatItIs(headers)) {
      throw new HttpException(
          "The body's media type is missing, or plain text",
          Status.UNSUPPORTED_MEDIA_TYPE_415,
          true);
    }
    return new RequestEntityReader<>(media.reader(type, headers));
  }

  private static boolean saysWhatItIs(Headers headers) {
    return headers.contentType().filter(type -> !type.test(MediaTypes.TEXT_PLAIN)).isPresent();
  }

  @Override
  public <T> EntityWriter<T> writer(
      GenericType<T> type, Headers requestHeaders, WritableHeaders<?> responseHeaders) {
    return media.writer(type, requestHeaders, responseHeaders);
  }

  @Override
  public <T> EntityReader<T> reader(
      GenericType<T> type, Headers requestHeaders, Headers responseHeaders) {
    return media.reader(type, requestHeaders, responseHeaders);
  }

  @Override
  public <T> EntityWriter<T> writer(GenericType<T> type, WritableHeaders<?> requestHeaders) {
    return media.writer(type, requestHeaders);
  }

  private record RequestEntityReader<T>(EntityReader<T> reader) implements EntityReader<T> {

    @Override
    public T read(GenericType<T> type, InputStream stream, Headers headers) {
      try {
        boolean json = !PLAIN.contains(type.rawType()) && JsonText.isSaidIn(headers);
        T read = reader.read(type, json ? JsonText.whole(stream) : stream, headers);
        requireKind(type.rawType(), read);
        return read;
      } catch (HttpException | RequestException | UnsupportedTypeException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new BadRequestException("The body cannot be read", e);
      }
    }

    /** A reader of JSON objects may have read an array, which only its caller would notice. */
    private static void requireKind(Class<?> kind, @Nullable Object read) {
      if (read != null && !kind.isPrimitive() && !kind.isInstance(read)) {
        throw new BadRequestException("The body is of another kind");
      }
    }

    @Override
    public T read(
        GenericType<T> type, InputStream stream, Headers requestHeaders, Headers responseHeaders) {
      return reader.read(type, stream, requestHeaders, responseHeaders);
    }
  }
}
