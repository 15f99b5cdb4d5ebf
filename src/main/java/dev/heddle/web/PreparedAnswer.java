package dev.heddle.web;

import io.helidon.common.GenericType;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;

/** An answer whose entity has been written to bytes already, by Helidon's media support. */
final class PreparedAnswer {

  private final Answer answer;
  private final byte[] bytes;

  private PreparedAnswer(Answer answer, byte[] bytes) {
    this.answer = answer;
    this.bytes = bytes;
  }

  static PreparedAnswer of(Answer answer, ServerRequest request, ServerResponse response) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    answer.entity().ifPresent(entity -> write(entity, bytes, request, response));
    return new PreparedAnswer(answer, bytes.toByteArray());
  }

  private static void write(
      Object entity, ByteArrayOutputStream bytes, ServerRequest request, ServerResponse response) {
    GenericType<Object> type = GenericType.create(entity);
    request
        .listenerContext()
        .mediaContext()
        .writer(type, request.headers(), response.headers())
        .write(type, entity, bytes, request.headers(), response.headers());
  }

  void send(ServerResponse response) {
    response.status(answer.status());
    answer.headers().forEach((name, value) -> response.header(name, value));
    if (bytes.length == 0) {
      response.send();
    } else {
      response.send(bytes);
    }
  }
}
