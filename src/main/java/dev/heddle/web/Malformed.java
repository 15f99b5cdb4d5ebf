package dev.heddle.web;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectTransportRequest;

/**
 * How a request is refused that breaks the rules of HTTP, or is too large: with a close after it.
 */
final class Malformed {

  private Malformed() {}

  static RequestException request(String what) {
    return refusal(Status.BAD_REQUEST_400, what);
  }

  static RequestException tooLarge() {
    return refusal(Status.REQUEST_ENTITY_TOO_LARGE_413, "The body is too large");
  }

  private static RequestException refusal(Status status, String what) {
    return RequestException.builder()
        .type(EventType.BAD_REQUEST)
        .status(status)
        .request(DirectTransportRequest.create("HTTP/1.1", "", ""))
        .setKeepAlive(false)
        .message(what)
        .build();
  }
}
