package dev.heddle.web;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import jakarta.json.spi.JsonProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a client is told about a failure, as RFC 9457 has it. Every word is fixed beforehand, or was
 * meant for it by who wrote {@link RequestRefusedException}: no text of another exception, of a
 * statement or of the request gets into it.
 *
 * @param status the answer's status
 * @param kind the last part of its type, or empty when the status says it all
 * @param title what happened, the same for every failure of the kind
 * @param detail what the client can do, or empty
 * @param headers further headers of the answer
 */
record Problem(Status status, String kind, String title, String detail, List<Header> headers) {

  static final Header CONTENT_TYPE =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");

  static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

  private static final JsonProvider JSON = JsonProvider.provider();
  private static final String TYPE_PREFIX = "urn:heddle:problem:";

  /** Copies of the headers are kept. */
  Problem {
    headers = List.copyOf(headers);
  }

  /** A problem that its status says all about. */
  static Problem of(Status status) {
    String phrase = status.reasonPhrase();
    return new Problem(
        status, "", phrase.isEmpty() ? "Status " + status.code() : phrase, "", List.of());
  }

  /** A problem of its own kind. */
  static Problem of(Status status, String kind, String title, String detail) {
    return new Problem(status, kind, title, detail, List.of());
  }

  /** This problem, worth another try after a while, in whole seconds, rounded up. */
  Problem retryAfter(Duration wait) {
    return with(
        HeaderValues.create(
            HeaderNames.RETRY_AFTER, Long.toString(wait.plusMillis(999).toSeconds())));
  }

  /** This problem with another header. */
  Problem with(Header header) {
    List<Header> more = new ArrayList<>(headers);
    more.add(header);
    return new Problem(status, kind, title, detail, more);
  }

  /** This problem with words for the client. */
  Problem saying(String words) {
    return new Problem(status, kind, title, words, headers);
  }

  /** The body of the answer; the title needs no escaping, and a test sees to that. */
  byte[] json(String id) {
    String text =
        "{\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,%s\"instance\":\"urn:uuid:%s\",\"id\":\"%s\"}"
            .formatted(
                kind.isEmpty() ? "about:blank" : TYPE_PREFIX + kind,
                title,
                status.code(),
                detail.isEmpty() ? "" : "\"detail\":" + JSON.createValue(detail) + ",",
                id,
                id);
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
