package dev.heddle.config;

import java.time.Duration;

/**
 * Time limits of sessions; zero means no limit.
 *
 * @param timeout the budget of one session: acquire, statements and commit together
 * @param statementTimeout the longest that one statement may run
 * @param streamTimeout the longest that a query stream outside a session may keep its connection
 */
public record SessionSettings(Duration timeout, Duration statementTimeout, Duration streamTimeout) {

  /** The shipped defaults: 30 s a session, no own limit for a statement, 60 s for a stream. */
  public static SessionSettings defaults() {
    return new SessionSettings(Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(60));
  }
}
