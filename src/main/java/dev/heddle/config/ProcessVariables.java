package dev.heddle.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The environment variables of this process, whatever its locale. Java decodes them by the locale,
 * and in a container there is often none: every byte of a password that is not ASCII is lost then.
 * Linux still has the bytes, which are taken for UTF-8.
 */
final class ProcessVariables {

  /** What Java puts where it could not decode. */
  static final String UNDECODED = "\ufffd";

  private static final Path RAW = Path.of("/proc/self/environ");

  private ProcessVariables() {}

  static Map<String, String> read() {
    return repaired(System.getenv(), RAW);
  }

  /** The variables, with those that could not be decoded read from their bytes where there are. */
  static Map<String, String> repaired(Map<String, String> decoded, Path raw) {
    if (decoded.values().stream().noneMatch(value -> value.contains(UNDECODED))) {
      return decoded;
    }
    Map<String, String> variables = new HashMap<>(decoded);
    for (String line : bytesOf(raw).split("\0", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        variables.replace(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return variables;
  }

  private static String bytesOf(Path raw) {
    try {
      return new String(Files.readAllBytes(raw), StandardCharsets.UTF_8);
    } catch (IOException _) {
      // Not Linux: a value that is used and was not decoded is refused when it is read.
      return "";
    }
  }
}
