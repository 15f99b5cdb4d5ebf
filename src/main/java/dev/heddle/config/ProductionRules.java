package dev.heddle.config;

import java.util.List;

/**
 * What production refuses to start with, unless it is allowed in so many words: no password, the
 * default one, or a connection that may not be encrypted.
 */
final class ProductionRules {

  static final Key<Boolean> NO_PASSWORD =
      Key.flag("allow-insecure.no-password", false, "let production start without a password");
  static final Key<Boolean> DEFAULT_PASSWORD =
      Key.flag(
          "allow-insecure.default-password",
          false,
          "let production start with the default password");
  static final Key<Boolean> NO_TLS =
      Key.flag("allow-insecure.no-tls", false, "let production start with TLS off");

  static final List<Key<?>> KEYS = List.of(NO_PASSWORD, DEFAULT_PASSWORD, NO_TLS);

  private static final String DEFAULT = "secure_password_change_me";

  private ProductionRules() {}

  /** Notes what production does not allow of the service's role. */
  static void apply(SettingsReader in, Credentials credentials, TlsSettings tls) {
    boolean noTls = in.read(NO_TLS);
    applyTo(in, credentials, "POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE");
    if (!tls.isEnforced() && !noTls) {
      in.refuse(
          TlsSettings.MODE,
          "leaves TLS off or to chance, which production does not allow; set verify-full (or"
              + " require)"
              + orAllow(in, NO_TLS));
    }
  }

  /** Notes which passwords of a role production does not allow; says how to set another one. */
  static void applyTo(SettingsReader in, Credentials credentials, String remedy) {
    boolean noPassword = in.read(NO_PASSWORD);
    boolean defaultPassword = in.read(DEFAULT_PASSWORD);
    if (credentials.now().filter(String::isEmpty).isPresent() && !noPassword) {
      in.refuse(
          credentials.key(),
          "is missing, which production does not allow; set " + remedy + orAllow(in, NO_PASSWORD));
    }
    if (credentials.now().filter(DEFAULT::equals).isPresent() && !defaultPassword) {
      in.refuse(
          credentials.key(),
          "is the default that everybody knows, which production does not allow; set another one"
              + orAllow(in, DEFAULT_PASSWORD));
    }
  }

  private static String orAllow(SettingsReader in, Key<Boolean> allowance) {
    return ", or allow it with " + in.fullName(allowance) + ": true";
  }
}
