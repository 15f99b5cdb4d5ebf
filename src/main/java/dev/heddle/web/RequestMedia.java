package dev.heddle.web;

import io.helidon.common.GenericType;
import io.helidon.http.BadRequestException;
import io.helidon.http.Headers;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.http.WritableHeaders;
import io.helidon.http.media.EntityReader;
import io.helidon.http.media.EntityWriter;
import io.helidon.http.media.MediaContext;
import io.helidon.http.media.MediaContextConfig;
import io.helidon.http.media.UnsupportedTypeException;
import java.io.InputStream;

/**
 * A media context in which a request's body that cannot be read is the client's fault: 400, and not
 * 500 as for an answer that cannot be written. The libraries throw the same exceptions for both.
 */
final class RequestMedia implements MediaContext {

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
    return new RequestEntityReader<>(media.reader(type, headers));
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
        return reader.read(type, stream, headers);
      } catch (HttpException | RequestException | UnsupportedTypeException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new BadRequestException("The body cannot be read", e);
      }
    }

    @Override
    public T read(
        GenericType<T> type, InputStream stream, Headers requestHeaders, Headers responseHeaders) {
      return reader.read(type, stream, requestHeaders, responseHeaders);
    }
  }
}
