package dev.heddle.faults;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an HTTP client got.
 *
 * @param status the answer's status, or 0 when there was none
 * @param kind the kind of the problem, such as {@code unavailable}, or empty
 * @param body the answer's body
 * @param retryAfter the header, or empty
 * @param took from before the request until after the answer
 */
record Reply(int status, String kind, String body, String retryAfter, Duration took) {

  private static final Pattern KIND = Pattern.compile("urn:heddle:problem:([a-z-]+)");

  static Reply of(HttpResponse<String> response, Duration took) {
    Matcher kind = KIND.matcher(response.body());
    return new Reply(
        response.statusCode(),
        response.statusCode() >= 400 && kind.find() ? kind.group(1) : "",
        response.body(),
        response.headers().firstValue("Retry-After").orElse(""),
        took);
  }

  /** There was no answer, but an exception of this name. */
  static Reply none(String exception, Duration took) {
    return new Reply(0, exception, "", "", took);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Whether the client was told that nothing was changed. */
  boolean saysNothingChanged() {
    return status >= 400 && !isUnknown() && (status != 500);
  }

  /** Whether the client cannot know whether something was changed. */
  boolean isUnknown() {
    return status == 0 || kind.equals("outcome-unknown");
  }

  /** A refusal that tells the client when to come back, unless it has to look first. */
  boolean isShed() {
    return kind.equals("outcome-unknown")
        ? status == 503 && retryAfter.isEmpty()
        : (status == 503 || status == 504) && !retryAfter.isEmpty();
  }

  String summary() {
    return (status == 0 ? "no answer" : Integer.toString(status))
        + (kind.isEmpty() ? "" : " " + kind);
  }
}
