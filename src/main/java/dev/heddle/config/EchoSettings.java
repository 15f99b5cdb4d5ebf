package dev.heddle.config;

/**
 * Whether statements are logged.
 *
 * @param enabled log statement, parameter types, rows, duration and session
 * @param values log parameter values too; they may be secrets, so this is a switch of its own
 */
public record EchoSettings(boolean enabled, boolean values) {

  /** Nothing is logged. */
  public static EchoSettings off() {
    return new EchoSettings(false, false);
  }
}
