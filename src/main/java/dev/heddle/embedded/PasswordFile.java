package dev.heddle.embedded;

import dev.heddle.error.EmbeddedPostgresException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The superuser's random password, kept beside the data for the next run. The file is in the form
 * that {@code PGPASSFILE} expects and readable by its owner only.
 *
 * @param file where it is
 * @param role whose password it is
 */
record PasswordFile(Path file, String role) {

  private static final String NAME = "pgpass";
  private static final int BYTES = 24;

  /** Where it is beside the data of a folder. */
  static Path in(Path folder) {
    return folder.resolve(NAME);
  }

  /** The password; it was written before the data were. */
  String read() throws IOException {
    String line = Files.exists(file) ? Files.readString(file).strip() : "";
    if (!line.startsWith(prefix())) {
      throw new EmbeddedPostgresException(
          file
              + " is missing or damaged, and with it the password of the data beside it; put it"
              + " back, or delete that folder to start afresh",
          null);
    }
    return line.substring(prefix().length());
  }

  /** A new password, for data that are yet to be made. */
  String create() throws IOException {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    Folders.writePrivately(file, prefix() + HexFormat.of().formatHex(random) + "\n");
    return read();
  }

  private String prefix() {
    return "*:*:*:" + role + ":";
  }
}
