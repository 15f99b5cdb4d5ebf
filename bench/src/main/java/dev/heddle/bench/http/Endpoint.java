package dev.heddle.bench.http;

import dev.heddle.bench.BenchException;
import dev.heddle.bench.load.HttpCall;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A path of the servers under measurement.
 *
 * @param path with its query
 * @param body what is posted to it, if it takes a POST
 */
record Endpoint(String path, Optional<String> body) {

  /** The paths that every server has, without their queries. */
  static final List<String> KNOWN =
      List.of("/plaintext", "/json", "/db", "/queries", "/updates", "/fortunes", "/users", "/work");

  private static final String MEMBER = "{\"username\":\"ada\",\"email\":\"ada@example.org\"}";

  /** The endpoint behind a path; {@code /users} takes a POST. */
  static Endpoint of(String path) {
    return new Endpoint(
        path.startsWith("/") ? path : "/" + path,
        path.endsWith("/users") || path.equals("users") ? Optional.of(MEMBER) : Optional.empty());
  }

  /**
   * The endpoint behind a path that an option named.
   *
   * @throws BenchException when no server has it
   */
  static Endpoint checked(String option, String path) {
    Endpoint endpoint = of(path);
    if (!KNOWN.contains(endpoint.route())) {
      throw BenchException.usage(
          "%s takes %s, not '%s'".formatted(option, String.join(", ", KNOWN), path));
    }
    return endpoint;
  }

  /** The path without its query. */
  private String route() {
    int question = path.indexOf('?');
    return question < 0 ? path : path.substring(0, question);
  }

  /** How it is called in every output. */
  String label() {
    return body.isPresent() ? "POST " + path : path;
  }

  /** The request for it. */
  HttpCall at(URI server) {
    return new HttpCall(server.resolve(path), body);
  }
}
