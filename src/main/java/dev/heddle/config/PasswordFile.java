package dev.heddle.config;

import dev.heddle.error.ConfigurationException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A password kept in a file, as container platforms mount it; read anew at each use.
 *
 * @param key the full key that names the file, for messages
 * @param file the file, UTF-8
 */
record PasswordFile(String key, Path file) {

  /** A secret that reads the file whenever a connection signs in, so that a rotated one counts. */
  Secret secret() {
    return Secret.from(this::readOrRefuse);
  }

  /**
   * What the file holds, without the one line end that editors put behind it.
   *
   * @throws IllegalArgumentException when it cannot be read, with what to do
   */
  String read() {
    try {
      return withoutLineEnd(Files.readString(file));
    } catch (NoSuchFileException _) {
      throw new IllegalArgumentException("does not exist; create the file or mount the secret");
    } catch (CharacterCodingException _) {
      throw new IllegalArgumentException("is not UTF-8 text; write the password as UTF-8");
    } catch (IOException _) {
      throw new IllegalArgumentException("cannot be read; make it a file that this user may read");
    }
  }

  private String readOrRefuse() {
    try {
      return read();
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of(Problem.of(key, file.toString(), Optional.empty(), e).text()));
    }
  }

  private static String withoutLineEnd(String text) {
    String line = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }
}
