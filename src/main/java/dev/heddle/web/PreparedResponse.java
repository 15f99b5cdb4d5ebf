package dev.heddle.web;

import io.helidon.common.GenericType;
import io.helidon.common.uri.UriQuery;
import io.helidon.http.Header;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.ServerResponseTrailers;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http.spi.Sink;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A response that begins only when the entity that it sends is bytes already: one that cannot be
 * written is a failure before the answer. Files are sent as they are, for they may be larger than
 * memory. Everything else is the response's own.
 */
final class PreparedResponse implements ServerResponse {

  private final ServerRequest request;
  private final ServerResponse response;

  PreparedResponse(ServerRequest request, ServerResponse response) {
    this.request = request;
    this.response = response;
  }

  /** Helidon's own response, whatever handlers it was handed through. */
  static ServerResponse unwrapped(ServerResponse response) {
    return response instanceof PreparedResponse prepared ? prepared.response : response;
  }

  @Override
  public void send(Object entity) {
    if (entity instanceof Path) {
      response.send(entity);
    } else {
      response.send(PreparedAnswer.bytes(entity, request, response));
    }
  }

  @Override
  public void send() {
    response.send();
  }

  @Override
  public void send(byte[] bytes) {
    response.send(bytes);
  }

  @Override
  public void send(byte[] bytes, int position, int length) {
    response.send(bytes, position, length);
  }

  @Override
  public ServerResponse status(Status status) {
    response.status(status);
    return this;
  }

  @Override
  public Status status() {
    return response.status();
  }

  @Override
  public ServerResponse header(Header header) {
    response.header(header);
    return this;
  }

  @Override
  public ServerResponseHeaders headers() {
    return response.headers();
  }

  @Override
  public ServerResponseTrailers trailers() {
    return response.trailers();
  }

  @Override
  public void contentLength(long length) {
    response.contentLength(length);
  }

  @Override
  public boolean isSent() {
    return response.isSent();
  }

  @Override
  public OutputStream outputStream() {
    return response.outputStream();
  }

  @Override
  public <T extends Sink<?>> T sink(GenericType<T> type) {
    return response.sink(type);
  }

  @Override
  public void streamFilter(UnaryOperator<OutputStream> filter) {
    response.streamFilter(filter);
  }

  @Override
  public void streamResult(String result) {
    response.streamResult(result);
  }

  @Override
  public long bytesWritten() {
    return response.bytesWritten();
  }

  @Override
  public ServerResponse beforeSend(Runnable listener) {
    response.beforeSend(listener);
    return this;
  }

  @Override
  public ServerResponse whenSent(Runnable listener) {
    response.whenSent(listener);
    return this;
  }

  @Override
  public ServerResponse beforeTrailers(Consumer<ServerResponseTrailers> listener) {
    response.beforeTrailers(listener);
    return this;
  }

  @Override
  public ServerResponse reroute(String path) {
    response.reroute(path);
    return this;
  }

  @Override
  public ServerResponse reroute(String path, UriQuery query) {
    response.reroute(path, query);
    return this;
  }

  @Override
  public ServerResponse next() {
    response.next();
    return this;
  }
}
