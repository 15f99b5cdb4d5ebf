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
  static Credentials read(SettingsReader in, Key<String> passwordKey, Key<Path> fileKey) {
    Optional<String> password = in.find(passwordKey);
    Optional<Path> file = in.find(fileKey);
    if (password.isPresent() && file.isPresent() && in.rank(passwordKey) == in.rank(fileKey)) {
      in.refuse(passwordKey, "is set beside " + in.fullName(fileKey) + "; set only one of the two");
    }
    boolean fromFile =
        file.isPresent() && (password.isEmpty() || in.rank(fileKey) < in.rank(passwordKey));
    return fromFile
        ? ofFile(in, fileKey, file.get())
        : new Credentials(
            passwordKey, Secret.of(password.orElse("")), Optional.of(password.orElse("")));
  }

  private static Credentials ofFile(SettingsReader in, Key<Path> key, Path path) {
    PasswordFile file = new PasswordFile(in.fullName(key), path);
    Optional<String> now = Optional.empty();
    try {
      now = Optional.of(file.read());
    } catch (IllegalArgumentException e) {
      in.refuse(key, String.valueOf(e.getMessage()));
    }
    return new Credentials(key, file.secret(), now);
  }
}
