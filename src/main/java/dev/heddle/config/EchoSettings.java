package dev.heddle.config;

import java.util.List;

/**
 * Whether statements are logged.
 *
 * @param enabled log statement, parameter types, rows, duration and session
 * @param values log parameter values too; they may be secrets, so this is a switch of its own
 */
public record EchoSettings(boolean enabled, boolean values) {

  static final Key<Boolean> ENABLED =
      Key.flag("echo.enabled", false, "log each statement with types, rows and duration");
  static final Key<Boolean> VALUES =
      Key.flag("echo.values", false, "log parameter values too; they may be secrets");

  static final List<Key<?>> KEYS = List.of(ENABLED, VALUES);

  /**
   * Nothing is logged.
   *
   * @return both switches off
   */
  public static EchoSettings off() {
    return new EchoSettings(false, false);
  }

  static EchoSettings read(SettingsReader in) {
    return new EchoSettings(in.read(ENABLED), in.read(VALUES));
  }
}
