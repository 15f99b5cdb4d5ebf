package dev.heddle.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The password, from the one place that counts.
 *
 * @param key the key that it came from
 * @param secret what is asked at each sign-in
 * @param now what it is at the moment, {@code ""} when there is none; empty when it cannot be known
 */
record Credentials(Key<?> key, Secret secret, Optional<String> now) {

  /** The password or its file, whichever was set in the stronger layer. */
  static Credentials read(SettingsReader in) {
    Optional<String> password = in.find(DatabaseSettings.PASSWORD);
    Optional<Path> file = in.find(DatabaseSettings.PASSWORD_FILE);
    if (file.isEmpty()) {
      return ofText(password.orElse(""));
    }
    if (password.isPresent()) {
      int stronger = in.rank(DatabaseSettings.PASSWORD) - in.rank(DatabaseSettings.PASSWORD_FILE);
      if (stronger == 0) {
        in.refuse(
            DatabaseSettings.PASSWORD,
            "is set beside "
                + in.fullName(DatabaseSettings.PASSWORD_FILE)
                + "; set only one of the two");
      }
      if (stronger < 0) {
        return ofText(password.get());
      }
    }
    return ofFile(in, new PasswordFile(in.fullName(DatabaseSettings.PASSWORD_FILE), file.get()));
  }

  private static Credentials ofText(String password) {
    return new Credentials(DatabaseSettings.PASSWORD, Secret.of(password), Optional.of(password));
  }

  private static Credentials ofFile(SettingsReader in, PasswordFile file) {
    Optional<String> now = Optional.empty();
    try {
      now = Optional.of(file.read());
    } catch (IllegalArgumentException e) {
      in.refuse(DatabaseSettings.PASSWORD_FILE, String.valueOf(e.getMessage()));
    }
    return new Credentials(DatabaseSettings.PASSWORD_FILE, file.secret(), now);
  }
}
