package dev.heddle.bench.load;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The request that a load repeats.
 *
 * @param uri where it goes, over plain HTTP
 * @param body what it posts as JSON; without one it is a GET
 */
public record HttpCall(URI uri, Optional<String> body) {

  /**
   * Checks the address.
   *
   * @throws IllegalArgumentException when it is no plain HTTP address; its message is for people
   */
  public HttpCall {
    if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "a load goes to http://host:port/path, not to '%s'".formatted(uri));
    }
  }

  /** A GET. */
  public static HttpCall get(URI uri) {
    return new HttpCall(uri, Optional.empty());
  }

  /** A POST of JSON. */
  public static HttpCall post(URI uri, String json) {
    return new HttpCall(uri, Optional.of(json));
  }

  /** Where to connect; looks the name up. */
  public InetSocketAddress address() {
    return new InetSocketAddress(uri.getHost(), port());
  }

  /** The bytes of the request, the same each time. */
  byte[] bytes() {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    StringBuilder head =
        new StringBuilder()
            .append(body.isPresent() ? "POST " : "GET ")
            .append(path)
            .append(query)
            .append(" HTTP/1.1\r\nHost: ")
            .append(uri.getHost())
            .append(':')
            .append(port())
            .append("\r\n");
    body.ifPresent(
        json ->
            head.append("Content-Type: application/json\r\nContent-Length: ")
                .append(json.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n"));
    return (head + "\r\n" + body.orElse("")).getBytes(StandardCharsets.UTF_8);
  }

  private int port() {
    return uri.getPort() < 0 ? 80 : uri.getPort();
  }
}
