package dev.heddle.web;

import io.helidon.http.BadRequestException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a client is willing to wait, as a header of its request says: {@code Prefer: wait=10},
 * which is in seconds (RFC 7240, section 4.3), or a whole number of milliseconds in any other
 * header, as proxies send them. Zero is no limit.
 *
 * @param header the header, if there is one
 */
record RequestBudget(Optional<HeaderName> header) {

  private static final HeaderName PREFER = HeaderNames.create("Prefer");
  private static final Pattern WAIT =
      Pattern.compile("(?:^|[,;])\\s*wait\\s*=\\s*\"?(\\d{1,9})\"?", Pattern.CASE_INSENSITIVE);
  private static final Pattern MILLIS = Pattern.compile("\\d{1,12}");

  /** The budget in a header of that name, if one is named. */
  static RequestBudget in(Optional<String> name) {
    return new RequestBudget(name.map(HeaderNames::create));
  }

  /**
   * What the client says; empty when it says nothing, or zero.
   *
   * @throws BadRequestException when it is no number; a preference is only a wish, so that one
   *     which is not understood is ignored
   */
  Optional<Duration> of(Headers request) {
    return header
        .filter(request::contains)
        .flatMap(name -> read(name, request.all(name, List::of)))
        .filter(Duration::isPositive);
  }

  private static Optional<Duration> read(HeaderName name, List<String> values) {
    if (name.equals(PREFER)) {
      Matcher wait = WAIT.matcher(String.join(",", values));
      return wait.find()
          ? Optional.of(Duration.ofSeconds(Long.parseLong(wait.group(1))))
          : Optional.empty();
    }
    if (values.size() != 1 || !MILLIS.matcher(values.getFirst()).matches()) {
      throw new BadRequestException("The time limit is not a whole number of milliseconds");
    }
    return Optional.of(Duration.ofMillis(Long.parseLong(values.getFirst())));
  }
}
