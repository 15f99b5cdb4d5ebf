package dev.heddle.config;

import io.helidon.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one HTTP listener puts up with. What is over a limit is refused or closed, never queued.
 *
 * @param maxPayload bytes of a request's body
 * @param maxHeaders bytes of all headers of a request
 * @param maxRequestLine bytes of the first line of a request
 * @param maxConnections connections that are served; more of them wait to be accepted
 * @param maxRequests requests at work at once, operations endpoints not counted
 * @param headTimeout longest time from a request's first byte to the end of its headers
 * @param bodyTimeout longest time that a body keeps the server waiting; each 16 KiB that come give
 *     back one second of it
 * @param writeTimeout longest time that a client takes to take 64 KiB of an answer, or what is left
 *     of it
 * @param idleTimeout longest time between two requests of a connection
 * @param cancelAbandoned whether the work of a session is cancelled and undone when its client goes
 *     away; not noticed over TLS
 * @param budgetHeader the request header that says how long the client waits, if any
 * @param drainDelay how long a server that is about to stop, and says so, still takes new work on
 * @param drainTimeout longest time that requests at work get when the server stops, after that
 */
public record HttpLimits(
    int maxPayload,
    int maxHeaders,
    int maxRequestLine,
    int maxConnections,
    int maxRequests,
    Duration headTimeout,
    Duration bodyTimeout,
    Duration writeTimeout,
    Duration idleTimeout,
    boolean cancelAbandoned,
    Optional<String> budgetHeader,
    Duration drainDelay,
    Duration drainTimeout) {

  static final Key<Integer> MAX_PAYLOAD =
      Key.size("max-payload", "1MiB", "1KiB", "1GiB", "largest body of a request");
  static final Key<Integer> MAX_HEADERS =
      Key.size("max-headers", "16KiB", "1KiB", "1MiB", "all headers of a request together");
  static final Key<Integer> MAX_REQUEST_LINE =
      Key.size("max-request-line", "8KiB", "1KiB", "64KiB", "first line of a request");
  static final Key<Integer> MAX_CONNECTIONS =
      Key.count("max-connections", 4096, 1, 1_000_000, "connections; more wait to be accepted");
  static final Key<Integer> MAX_REQUESTS =
      Key.count("max-requests", 1024, 1, 1_000_000, "requests at work; more are answered 503");
  static final Key<Duration> HEAD_TIMEOUT =
      Key.duration("head-timeout", "8s", "100ms", "10m", "", "longest time to send headers");
  static final Key<Duration> BODY_TIMEOUT =
      Key.duration(
          "body-timeout",
          "8s",
          "100ms",
          "10m",
          "",
          "longest wait for a body; each 16 KiB that come give back 1 s of it");
  static final Key<Duration> WRITE_TIMEOUT =
      Key.duration(
          "write-timeout",
          "30s",
          "100ms",
          "10m",
          "",
          "longest wait for a client to take 64 KiB of an answer, or the rest");
  static final Key<Duration> IDLE_TIMEOUT =
      Key.duration("idle-timeout", "1m", "1s", "1d", "", "longest time between requests");
  static final Key<Boolean> CANCEL_ABANDONED =
      Key.flag(
          "cancel-abandoned",
          true,
          "cancel and undo a session's work when its client goes away, or closes its sending half");
  static final Key<String> BUDGET_HEADER =
      Key.text(
          "budget-header",
          Optional.empty(),
          "Prefer, or a header that holds milliseconds",
          "header with the time that a client waits; shortens the session's budget",
          name -> {
            if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")) {
              throw new IllegalArgumentException("is not the name of a header");
            }
          });
  static final Key<Duration> DRAIN_DELAY =
      Key.duration(
          "drain-delay",
          "0s",
          "1ms",
          "10m",
          "none",
          "how long a stop, already not ready, still takes on new requests");
  static final Key<Duration> DRAIN_TIMEOUT =
      Key.duration(
          "drain-timeout", "10s", "100ms", "10m", "", "longest time to finish requests at a stop");

  static final List<Key<?>> KEYS =
      List.of(
          MAX_PAYLOAD,
          MAX_HEADERS,
          MAX_REQUEST_LINE,
          MAX_CONNECTIONS,
          MAX_REQUESTS,
          HEAD_TIMEOUT,
          BODY_TIMEOUT,
          WRITE_TIMEOUT,
          IDLE_TIMEOUT,
          CANCEL_ABANDONED,
          BUDGET_HEADER,
          DRAIN_DELAY,
          DRAIN_TIMEOUT);

  /**
   * The shipped defaults: bodies of 1 MiB, headers of 16 KiB, 4096 connections, 1024 requests, 8 s
   * for headers and for a body that does not move, 1 min between requests, 10 s to finish at once.
   *
   * @return the defaults
   */
  public static HttpLimits defaults() {
    return new HttpLimits(
        MAX_PAYLOAD.defaultValue(),
        MAX_HEADERS.defaultValue(),
        MAX_REQUEST_LINE.defaultValue(),
        MAX_CONNECTIONS.defaultValue(),
        MAX_REQUESTS.defaultValue(),
        HEAD_TIMEOUT.defaultValue(),
        BODY_TIMEOUT.defaultValue(),
        WRITE_TIMEOUT.defaultValue(),
        IDLE_TIMEOUT.defaultValue(),
        CANCEL_ABANDONED.defaultValue(),
        Optional.empty(),
        DRAIN_DELAY.defaultValue(),
        DRAIN_TIMEOUT.defaultValue());
  }

  /**
   * The limits that a {@code server.limits} node says.
   *
   * @param config the node, which need not exist
   * @return the limits
   * @throws dev.heddle.error.ConfigurationException with all problems, when there are any
   */
  public static HttpLimits create(Config config) {
    return SettingsReader.whole(config, HttpLimits::read);
  }

  static HttpLimits read(SettingsReader in) {
    in.refuseUnknown(KEYS, Set.of());
    return new HttpLimits(
        in.read(MAX_PAYLOAD),
        in.read(MAX_HEADERS),
        in.read(MAX_REQUEST_LINE),
        in.read(MAX_CONNECTIONS),
        in.read(MAX_REQUESTS),
        in.read(HEAD_TIMEOUT),
        in.read(BODY_TIMEOUT),
        in.read(WRITE_TIMEOUT),
        in.read(IDLE_TIMEOUT),
        in.read(CANCEL_ABANDONED),
        in.find(BUDGET_HEADER),
        in.read(DRAIN_DELAY),
        in.read(DRAIN_TIMEOUT));
  }

  /**
   * These limits with other times.
   *
   * @param head for headers
   * @param body for a body that does not move
   * @param idle between requests
   * @return new limits
   */
  public HttpLimits withTimeouts(Duration head, Duration body, Duration idle) {
    return new HttpLimits(
        maxPayload,
        maxHeaders,
        maxRequestLine,
        maxConnections,
        maxRequests,
        head,
        body,
        writeTimeout,
        idle,
        cancelAbandoned,
        budgetHeader,
        drainDelay,
        drainTimeout);
  }

  /**
   * These limits with another number of requests at work.
   *
   * @param requests at once
   * @return new limits
   */
  public HttpLimits withMaxRequests(int requests) {
    return new HttpLimits(
        maxPayload,
        maxHeaders,
        maxRequestLine,
        maxConnections,
        requests,
        headTimeout,
        bodyTimeout,
        writeTimeout,
        idleTimeout,
        cancelAbandoned,
        budgetHeader,
        drainDelay,
        drainTimeout);
  }

  /**
   * These limits with another way to stop.
   *
   * @param delay for new work
   * @param timeout for what was begun
   * @return new limits
   */
  public HttpLimits withDrain(Duration delay, Duration timeout) {
    return new HttpLimits(
        maxPayload,
        maxHeaders,
        maxRequestLine,
        maxConnections,
        maxRequests,
        headTimeout,
        bodyTimeout,
        writeTimeout,
        idleTimeout,
        cancelAbandoned,
        budgetHeader,
        delay,
        timeout);
  }

  /**
   * These limits with another time for a client to take an answer.
   *
   * @param write for each 64 KiB of it
   * @return new limits
   */
  public HttpLimits withWriteTimeout(Duration write) {
    return new HttpLimits(
        maxPayload,
        maxHeaders,
        maxRequestLine,
        maxConnections,
        maxRequests,
        headTimeout,
        bodyTimeout,
        write,
        idleTimeout,
        cancelAbandoned,
        budgetHeader,
        drainDelay,
        drainTimeout);
  }

  /**
   * These limits with another answer to clients that go away.
   *
   * @param cancel whether the work of their sessions is cancelled
   * @return new limits
   */
  public HttpLimits withCancelAbandoned(boolean cancel) {
    return new HttpLimits(
        maxPayload,
        maxHeaders,
        maxRequestLine,
        maxConnections,
        maxRequests,
        headTimeout,
        bodyTimeout,
        writeTimeout,
        idleTimeout,
        cancel,
        budgetHeader,
        drainDelay,
        drainTimeout);
  }

  /**
   * These limits with a header that says how long a client waits.
   *
   * @param name {@code Prefer}, for {@code wait} in seconds (RFC 7240), or one that holds
   *     milliseconds
   * @return new limits
   */
  public HttpLimits withBudgetHeader(String name) {
    return new HttpLimits(
        maxPayload,
        maxHeaders,
        maxRequestLine,
        maxConnections,
        maxRequests,
        headTimeout,
        bodyTimeout,
        writeTimeout,
        idleTimeout,
        cancelAbandoned,
        Optional.of(name),
        drainDelay,
        drainTimeout);
  }
}
