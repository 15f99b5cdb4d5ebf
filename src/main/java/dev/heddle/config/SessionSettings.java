package dev.heddle.config;

import java.time.Duration;
import java.util.List;

/**
 * Time limits of sessions, 1 ms to 1 d each; zero means no limit.
 *
 * @param timeout the budget of one session: acquire, statements and commit together
 * @param statementTimeout the longest that one statement may run
 */
public record SessionSettings(Duration timeout, Duration statementTimeout) {

  static final Key<Duration> TIMEOUT =
      limit(
          "session.timeout",
          "30s",
          "budget of a session: acquire, statements, commit, and at the end a tenth, at most 200ms,"
              + " to stop what is left");
  static final Key<Duration> STATEMENT_TIMEOUT =
      limit("session.statement-timeout", "0s", "longest that one statement may run");

  static final List<Key<?>> KEYS = List.of(TIMEOUT, STATEMENT_TIMEOUT);

  /**
   * Every value is within its range.
   *
   * @throws dev.heddle.error.ConfigurationException when one is not
   */
  public SessionSettings {
    TIMEOUT.check(timeout);
    STATEMENT_TIMEOUT.check(statementTimeout);
  }

  /**
   * The shipped defaults.
   *
   * @return 30 s a session, no own limit for a statement
   */
  public static SessionSettings defaults() {
    return new SessionSettings(TIMEOUT.defaultValue(), STATEMENT_TIMEOUT.defaultValue());
  }

  static SessionSettings read(SettingsReader in) {
    SessionSettings session = new SessionSettings(in.read(TIMEOUT), in.read(STATEMENT_TIMEOUT));
    session.refuseBeyondBudget(in, STATEMENT_TIMEOUT, session.statementTimeout);
    return session;
  }

  /**
   * A limit that someone wrote down but that the session's budget always cuts short is an error.
   */
  void refuseBeyondBudget(SettingsReader in, Key<Duration> key, Duration limit) {
    if (in.isConfigured(key) && !timeout.isZero() && limit.compareTo(timeout) > 0) {
      in.refuse(
          key,
          "is never reached, because "
              + in.fullName(TIMEOUT)
              + " is "
              + Durations.format(timeout)
              + "; lower the one or raise the other");
    }
  }

  private static Key<Duration> limit(String name, String fallback, String meaning) {
    return Key.duration(name, fallback, "1ms", "1d", "no limit", meaning);
  }
}
